"""How every address of the site is expected to answer every kind of person, when it is read and when it is sent to.

Alice owns measures, Bob is in her team, Carol is their head of service, Petra the performance team, Mo a member of the
council, Oscar belongs to no council; admin is the administrator of the site, and nobody has not signed in.
"""

from typing import NamedTuple

OPEN, SIGN_IN, REFUSED, NOT_THERE, NOT_SO = "open", "sign in", "refused", "not there", "not so"
UNCLEAR = "unclear"
"""A form that names nothing that can be done."""
TEAM = ("oscar", "mo", "alice", "bob", "carol")
EVERYBODY = ("nobody", *TEAM, "petra", "admin")


class Expected(NamedTuple):
    """How an address answers when it is read (GET) and sent to (POST)."""

    read: str
    sent: str


Entry = dict[str, Expected]


def for_all(read: str, sent: str) -> Entry:
    return dict.fromkeys(EVERYBODY, Expected(read, sent))


def for_signed_in(read: str, sent: str) -> Entry:
    return {**for_all(read, sent), "nobody": Expected(SIGN_IN, SIGN_IN)}


def for_staff(petra: Expected, admin: Expected) -> Entry:
    """The administration: whoever is no staff is led to its sign-in page."""
    outside = dict.fromkeys(("nobody", *TEAM), Expected(SIGN_IN, SIGN_IN))
    return {**outside, "petra": petra, "admin": admin}


BOTH_OPEN = Expected(OPEN, OPEN)
CLOSED = Expected(REFUSED, REFUSED)
LOOK = Expected(OPEN, REFUSED)
GONE = Expected(NOT_THERE, NOT_THERE)
PUBLIC = for_all(OPEN, NOT_SO)

OF_A_MEASURE = (
    "measure", "measure_data", "measure_data_xlsx", "measure_data_ods", "measure_chart", "measure_picture_svg",
    "measure_picture_png", "measure_control",
)  # fmt: skip
PUBLISHED = (
    "council", "search", "changes", "chance", "promises", "scorecard", "scorecard_foot", "scorecard_csv",
    "scorecard_xlsx", "scorecard_ods",
    *OF_A_MEASURE,
)  # fmt: skip
"""Pages of a council that everybody reads where the council is public."""
READ_ONCE = Expected(OPEN, NOT_SO)
HIDDEN = Expected(NOT_THERE, NOT_SO)


def for_some(others: Expected, **some: Expected) -> Entry:
    """A page that nobody reaches without signing in: ``some`` by their names, and the others."""
    return {**dict.fromkeys(EVERYBODY, others), "nobody": Expected(SIGN_IN, SIGN_IN), **some}


def for_team(answer: Expected, others: Expected) -> Entry:
    return for_some(others, **dict.fromkeys(("alice", "bob", "carol", "petra"), answer))


PERFORMANCE = {
    "close": for_some(CLOSED, petra=Expected(OPEN, UNCLEAR)),
    "new_year": for_some(CLOSED, petra=BOTH_OPEN),
    "hand_over": for_some(CLOSED, petra=BOTH_OPEN),
}
REFUSED_ONCE = Expected(REFUSED, NOT_SO)
FORMS = ("docx", "pdf", "xlsx", "ods", "csv")
PAPERS = (
    "reports", "reports_feed", "publication", *(f"publication_{form}" for form in FORMS), "publication_version",
    "publication_version_file",
)  # fmt: skip
"""What is published: everybody reads it, whatever the council's visibility."""
WORK_ON_PAPERS = {
    **dict.fromkeys(
        ("report_new", "report_template", "report_edit", "report_preview", "report_publish", "publication_withdraw",
         "job"),
        for_some(CLOSED, petra=BOTH_OPEN),
    ),
    **dict.fromkeys(("report_template_file", "job_document"), for_some(REFUSED_ONCE, petra=READ_ONCE)),
}  # fmt: skip
DATA_OUT = ("council_data", "council_data_xlsx", "council_data_ods", "council_data_zip")
CONTRACT_REPORTS = ("contract", "contract_quarterly", "contract_csv", "contract_xlsx")
CONTRACTS = {
    **dict.fromkeys(CONTRACT_REPORTS, for_team(READ_ONCE, REFUSED_ONCE)),
    "contract_calibration": for_some(REFUSED_ONCE, petra=READ_ONCE),
    "rectifications": for_team(READ_ONCE, REFUSED_ONCE),
}
"""For the two parties of the contract (here the company is the team's service) and the performance team."""
WORK_ON_CONTRACTS = {
    **dict.fromkeys(
        ("rectification", "contract_risks", "contract_failures"), for_team(Expected(OPEN, UNCLEAR), CLOSED)
    ),
    "rectification_new": for_some(CLOSED, petra=GONE),  # an address that names no failure
}
IMPORT_TEMPLATES = ("import_template_csv", "import_template_xlsx", "import_template_ods")
IMPORTS = {
    "imports": for_team(BOTH_OPEN, CLOSED),
    **dict.fromkeys(IMPORT_TEMPLATES, for_team(READ_ONCE, REFUSED_ONCE)),
    "upload": for_some(
        CLOSED, alice=Expected(OPEN, UNCLEAR), petra=Expected(OPEN, UNCLEAR), bob=GONE, carol=GONE
    ),  # one that Alice uploaded
}
OWN: dict[str, Entry] = {
    **IMPORTS,
    **CONTRACTS,
    **WORK_ON_CONTRACTS,
    **dict.fromkeys(DATA_OUT, for_some(REFUSED_ONCE, petra=READ_ONCE)),
    **dict.fromkeys((*PUBLISHED, *PAPERS), PUBLIC),
    **PERFORMANCE,
    **WORK_ON_PAPERS,
    "figure": for_some(GONE, alice=BOTH_OPEN, bob=CLOSED, carol=CLOSED, petra=BOTH_OPEN),
    "figure_parts": for_some(HIDDEN, alice=READ_ONCE, bob=REFUSED_ONCE, carol=REFUSED_ONCE, petra=READ_ONCE),
    "grid": for_team(BOTH_OPEN, GONE),
    "measure_history": for_team(READ_ONCE, HIDDEN),
    "own_committees": for_some(REFUSED_ONCE, mo=READ_ONCE),
}
"""Every address that names a council, for one that has published: a measure of the team's, which Alice owns."""

TABLE: dict[str, Entry] = {
    **OWN,
    **dict.fromkeys(("home", "how_it_works", "how_chance_works", "accessibility"), PUBLIC),
    **dict.fromkeys(("entry", "home_of"), for_signed_in(OPEN, NOT_SO)),
    "sign_off": for_some(CLOSED, carol=Expected(OPEN, UNCLEAR)),
    "admin:login": {
        **for_staff(BOTH_OPEN, BOTH_OPEN),
        **dict.fromkeys(TEAM, CLOSED),
    },
    "admin:logout": {
        **for_staff(Expected(NOT_SO, OPEN), Expected(NOT_SO, OPEN)),
        **dict.fromkeys(TEAM, BOTH_OPEN),  # led to the front page of the administration, which leads to its sign-in
    },
    **dict.fromkeys(
        ("admin:index", "admin:password_change", "admin:app_list"),
        for_staff(BOTH_OPEN, BOTH_OPEN),
    ),
    **dict.fromkeys(
        ("admin:autocomplete", "admin:jsi18n", "admin:password_change_done"),
        for_staff(Expected(OPEN, NOT_SO), Expected(OPEN, NOT_SO)),
    ),
    "admin:view_on_site": for_staff(GONE, GONE),
    "admin:auth_user_password_change": for_staff(GONE, BOTH_OPEN),
    "admin:(?P<url>.*)$": for_staff(GONE, GONE),
}  # fmt: skip

TABLE |= {
    **dict.fromkeys(
        ("account_login", "account_reset_password", "account_reset_password_from_key"),
        for_all(OPEN, OPEN),
    ),
    "account_logout": for_all(NOT_SO, OPEN),
    **dict.fromkeys(
        ("account_inactive", "account_reset_password_done", "account_reset_password_from_key_done",
         "socialaccount_login_cancelled"),
        PUBLIC,
    ),
    **dict.fromkeys(
        ("account_change_password", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
         "mfa_activate_totp", "mfa_generate_recovery_codes"),
        for_signed_in(OPEN, OPEN),
    ),
    "mfa_index": for_signed_in(OPEN, NOT_SO),
    # Nobody here has a second factor, and no provider is set.
    "mfa_deactivate_totp": for_signed_in(NOT_THERE, NOT_THERE),
    "mfa_view_recovery_codes": for_signed_in(NOT_THERE, NOT_SO),
    **dict.fromkeys(("openid_connect_login", "openid_connect_callback"), for_all(NOT_THERE, NOT_THERE)),
}  # fmt: skip
LEAD_ON = {"admin:login", "mfa_authenticate"}
"""Open to nobody in particular, but they lead whoever has not given a password to the sign-in page."""

KEPT = (
    "service", "committee", "synonym", "framework", "outcome", "policyarea", "publishedheadline", "contract", "measure",
    "dimension", "ownership", "meeting", "closureday",
)  # fmt: skip
READ_ONLY = (
    "kpis_reading", "kpis_closingevent", "kpis_explanation", "kpis_overrideproposal", "kpis_report",
    "kpis_publication", "kpis_job",
)  # fmt: skip
CHANGED_BY_PETRA: dict[str, set[str]] = {
    "kpis_council": {"change"},
    **{f"kpis_{name}": {"add", "change", "delete"} for name in KEPT},
    **{name: set() for name in READ_ONLY},
}
"""What Petra may do to the tables that she sees. To the others she is refused."""
NEVER = {
    **{name: {"add", "change", "delete"} for name in (*READ_ONLY, "kpis_mail")},
    "kpis_user": {"delete"},
}
"""What nobody may do, the administrator of the site included."""
PEOPLE = ("kpis_user", "kpis_membership")
OF_NO_COUNCIL = ("kpis_bankholiday", "kpis_mail")
ADMIN_TABLES = (*CHANGED_BY_PETRA, *PEOPLE, *OF_NO_COUNCIL, "auth_group")
PAGES = ("changelist", "add", "change", "delete", "history", "simple_history")


def admin_entry(table: str, page: str) -> Entry:
    return for_staff(_petra(table, page), _allowed(page, page not in NEVER.get(table, set())))


def _petra(table: str, page: str) -> Expected:
    if table not in CHANGED_BY_PETRA:
        return GONE if table in (*PEOPLE, *OF_NO_COUNCIL) and page.endswith("history") else CLOSED
    return _allowed(page, page in CHANGED_BY_PETRA[table] or page not in ("add", "change", "delete"))


def _allowed(page: str, may: bool) -> Expected:
    return BOTH_OPEN if may else LOOK if page == "change" else CLOSED


TABLE |= {f"admin:{table}_{page}": admin_entry(table, page) for table in ADMIN_TABLES for page in PAGES}
# An address without its last word leads to the row's own page.
SHORT = "admin:<path:object_id>/"
TABLE[SHORT] = for_staff(BOTH_OPEN, BOTH_OPEN)


def unpublished(name: str, own: Entry) -> Entry:
    """A council that is open to its members alone: to others it is not there, but for what it has published."""
    if name in PAPERS:
        return own
    gone = HIDDEN if own["petra"].sent == NOT_SO else GONE
    left_out = ["oscar", "admin", *(["nobody"] if name in PUBLISHED else [])]
    return {**own, **dict.fromkeys(left_out, gone)}


def for_nobody_here(name: str, own: Entry) -> Entry:
    """An unpublished council of which nobody here is a member."""
    if name in PAPERS:
        return own
    gone = HIDDEN if own["petra"].sent == NOT_SO else GONE
    return dict.fromkeys(EVERYBODY, gone) if name in PUBLISHED else for_some(gone)


ELSEWHERE: dict[str, dict[str, Entry]] = {
    "other service": {
        **dict.fromkeys(OF_A_MEASURE, PUBLIC),
        "figure": for_some(GONE, petra=BOTH_OPEN),
        "figure_parts": for_some(HIDDEN, petra=READ_ONCE),
        "measure_history": for_some(HIDDEN, petra=READ_ONCE),
    },
    "other council": {
        **dict.fromkeys((*PUBLISHED, *PAPERS), PUBLIC),
        **dict.fromkeys(PERFORMANCE, for_some(CLOSED)),
        **{name: for_some(own["alice"]) for name, own in WORK_ON_PAPERS.items()},
        **dict.fromkeys((*DATA_OUT, *IMPORT_TEMPLATES, "own_committees"), for_some(REFUSED_ONCE)),
        **dict.fromkeys(("imports", "upload"), for_some(CLOSED)),
        **dict.fromkeys(CONTRACTS, for_some(REFUSED_ONCE)),
        **dict.fromkeys(WORK_ON_CONTRACTS, for_some(CLOSED)),
        **dict.fromkeys(("figure", "grid"), for_some(GONE)),
        **dict.fromkeys(("figure_parts", "measure_history"), for_some(HIDDEN)),
    },
    "unpublished": {name: unpublished(name, own) for name, own in OWN.items()},
    "other council, unpublished": {name: for_nobody_here(name, own) for name, own in OWN.items()},
}
"""The same addresses for a measure of a service in which only the performance team works, and for other councils."""
