"""The sign-off page: what waits, one by one and in bulk, returned with a reason, and never by who had a hand in it."""

import datetime as dt

import pytest

from kpis.domain.entry import Explained
from kpis.entry.actions import save, sign_off
from kpis.entry.actions_explanations import explain
from kpis.models import ReadingVersion, User
from kpis.refusals import Denied, Refused
from kpis.sign_off.queries import signing_page
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.pages.reading import opened, said, text_of
from tests.stored import make_council, make_measure, make_person, make_plan, make_reading, make_target, moment

PAGE = "/sign-off/"
LATER = NOW + dt.timedelta(hours=1)


def submitted(
    bringing: Bringing, ref: str = "C1", value: str = "658", by: str = "alice", period: str = "2018/19 Q4", **given
) -> ReadingVersion:
    reason, seen = given.pop("reason", ""), given.pop("seen", 0)
    return save(
        entry=entry_of(bringing.place(ref, period), value, reason=reason, seen=seen, **given),
        submit=True,
        by=bringing.person(by),
        at=NOW,
    )


def revised(bringing: Bringing) -> ReadingVersion:
    """Quarter 3 was signed off as 655, and comes in again as 650."""
    return submitted(bringing, value="650", period="2018/19 Q3", seen=1, reason="late returns")


def states(ref: str = "C1") -> list[str]:
    rows = ReadingVersion.objects.filter(reading__measure__ref=ref, recorded_at__gte=NOW)
    return list(rows.order_by("reading__end", "number").values_list("state", flat=True))


def post(client, action: str, **fields):
    return client.post(PAGE, {"action": action, **fields})


def test_shows_what_waits_in_words(bringing, client_of):
    submitted(bringing, commentary="<script>alert(1)</script> fewer placements", projection="improve")
    page = opened(client_of("carol"), PAGE)
    text = text_of(page.find("main"))
    assert "1 figure waits for you to sign off" in text
    assert "Children looked after" in text and "658" in text and "On target" in text
    assert "658 against a target of 660" in text
    assert "Alice" in text and "15 April 2019, 12:00" in text
    assert "<script>alert(1)</script> fewer placements" in text and page.find("main").find("script") is None
    assert "Improve" in text
    assert "Up 3 on Q3 2018/19" in text


def test_signs_off_and_everybody_sees_it(bringing, client_of, client):
    version = submitted(bringing)
    scorecard = f"/{bringing.council.slug}/scorecard/?period=2018-19-q4"
    assert "658" not in said(client, scorecard)
    assert post(client_of("carol"), "sign_off", version=version.pk).status_code == 302
    assert states() == ["submitted", "signed_off"]
    assert "658" in said(client, scorecard)
    assert "Nothing waits for you" in said(client_of("carol"), PAGE)


def test_returns_with_a_reason_that_the_officer_reads(bringing, client_of):
    version = submitted(bringing)
    assert post(client_of("carol"), "return", version=version.pk, reason="Q4 of which year?").status_code == 302
    assert states() == ["submitted", "returned"]
    assert ReadingVersion.objects.latest("pk").reason == "Q4 of which year?"


def test_a_return_without_a_reason_says_so_beside_the_figure(bringing, client_of):
    version = submitted(bringing)
    response = post(client_of("carol"), "return", version=version.pk, reason="  ")
    assert response.status_code == 200 and states() == ["submitted"]
    assert b"Error: Sign-off" in response.content
    assert response.content.count(b"Say what has to be changed") == 2


def test_too_long_a_reason_is_kept_and_refused(bringing, client_of):
    version, reason = submitted(bringing), "é" * 2001
    response = post(client_of("carol"), "return", version=version.pk, reason=reason)
    assert states() == ["submitted"] and reason in response.content.decode()


def test_a_revision_shows_old_and_new(bringing, client_of):
    revised(bringing)
    text = said(client_of("carol"), PAGE)
    assert "Signed off: 655 → 650 (down 5)" in text
    assert "Why it is revised: late returns" in text
    assert "On its own, because it revises a signed-off figure" in text


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "change"),
    [
        ("84.915085", "850", "1001", "85.0% → 84.9% (down 0.1 percentage points)"),
        ("85.02", "8502", "10000", "85.0% → 85.0% (unchanged as printed)"),
    ],
)
def test_a_revision_moves_what_is_printed_and_no_finer(bringing, client_of, value, numerator, denominator, change):
    """84.915... less 85 is not told as 0.084915: nobody could check it against the figures beside it."""
    parts = {"numerator": numerator, "denominator": denominator}
    submitted(bringing, "P1", value, period="2018/19 Q3", seen=1, reason="late returns", **parts)
    assert change in said(client_of("carol"), PAGE)


def test_who_entered_it_cannot_sign_it_but_another_head_can(bringing, client_of):
    bringing.measures["C1"].owners.create(user=bringing.people["carol"])
    version = submitted(bringing, by="carol")
    carol, dave = client_of("carol"), client_of("dave")
    page = opened(carol, PAGE)
    assert "You entered this figure yourself: another head of service" in text_of(page.find("main"))
    assert not page.select('button[value="sign_off"], input[name="ticked"]')
    for fields in (
        {"action": "sign_off", "version": version.pk},
        {"action": "return", "version": version.pk, "reason": "x"},
    ):
        response = carol.post(PAGE, fields)
        assert response.status_code == 403 and b"You entered this figure yourself" in response.content
    assert states() == ["submitted"]
    assert post(dave, "sign_off", version=version.pk).status_code == 302
    assert states() == ["submitted", "signed_off"]


def test_a_hand_in_an_earlier_draft_counts_too(bringing):
    bringing.measures["C1"].owners.create(user=bringing.people["carol"])
    save(entry=entry_of(bringing.place("C1"), "600"), submit=False, by=bringing.person("carol"), at=NOW)
    version = submitted(bringing, seen=1)
    with pytest.raises(Denied, match="You entered this figure yourself"):
        sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER)


def test_two_tabs_sign_once(bringing, client_of):
    version = submitted(bringing)
    first, second = client_of("carol"), client_of("dave")
    opened(first, PAGE), opened(second, PAGE)
    assert post(first, "sign_off", version=version.pk).status_code == 302
    response = post(second, "return", version=version.pk, reason="too late")
    assert response.status_code == 409 and "no longer waiting" in response.content.decode()
    assert states() == ["submitted", "signed_off"]


def test_a_changed_figure_is_refused_and_the_new_one_shown(bringing, client_of):
    old = submitted(bringing)
    submitted(bringing, value="659", seen=1)
    response = post(client_of("carol"), "sign_off", version=old.pk)
    text = response.content.decode()
    assert response.status_code == 409 and "no longer waiting" in text
    assert "This is the figure as it stands now" in text and ">659<" in text
    assert states() == ["submitted", "submitted"]
    ticked = post(client_of("carol"), "sign_off_ticked", ticked=[old.pk])
    assert ticked.status_code == 409 and states() == ["submitted", "submitted"]


def test_extra_fields_decide_nothing(bringing, client_of):
    version = submitted(bringing)
    fields = {"state": "draft", "by": bringing.people["alice"].pk, "service": "9", "value": "1", "signer": "dave"}
    post(client_of("carol"), "sign_off", version=version.pk, **fields)
    signed = ReadingVersion.objects.latest("pk")
    assert (signed.state, signed.by, signed.value) == ("signed_off", bringing.people["carol"], 658)


def test_in_bulk_what_needs_a_look_is_left_out_and_named(bringing, client_of):
    plain = submitted(bringing)
    doubtful = submitted(bringing, "P1", "0.9", numerator="9", denominator="1000", confirmed="it is so")
    revision = revised(bringing)
    bringing.add_measure("N1", title="Never told before")
    first = submitted(bringing, "N1", "5")
    ids = [plain.pk, doubtful.pk, revision.pk, first.pk]
    response = bringing.client("carol").post(PAGE, {"action": "sign_off_ticked", "ticked": ids}, follow=True)
    text = response.content.decode()
    assert "1 figure signed off" in text
    for title, why in (
        ("Plans in time", "it looks like a slip"),
        ("Children looked after", "it revises a signed-off figure"),
        ("Never told before", "it is the measure’s first figure"),
    ):
        assert f"Not signed off: {title}, because" in text and why.replace("’", "&#x27;") in text
    assert list(
        ReadingVersion.objects.filter(state="signed_off", recorded_at__gt=NOW).values_list("reading", flat=True)
    ) == [plain.reading_id]


def test_nothing_ticked_is_said(bringing, client_of):
    submitted(bringing)
    response = post(client_of("carol"), "sign_off_ticked")
    assert "Tick the figures" in response.content.decode() and states() == ["submitted"]


def test_a_red_figure_waits_for_its_explanation(bringing, client_of):
    version = submitted(bringing, value="700")
    carol = client_of("carol")
    assert "Explanation due" in said(carol, PAGE)
    response = post(carol, "sign_off", version=version.pk)
    assert response.status_code == 409 and "it needs cause, action, owner" in response.content.decode()
    assert (
        "its explanation is due"
        in carol.post(PAGE, {"action": "sign_off_ticked", "ticked": [version.pk]}, follow=True).content.decode()
    )
    explanation = Explained("More referrals", "A new team", "Assistant director", dt.date(2019, 9, 30))
    explain(reading=version.reading, said=explanation, seen=0, by=bringing.person("alice"), at=NOW)
    assert "More referrals" in said(carol, PAGE) and "30 September 2019" in said(carol, PAGE)
    assert post(carol, "sign_off", version=version.pk).status_code == 302


def test_sign_off_of_a_closed_period_is_refused(bringing, client_of):
    version = submitted(bringing)
    bringing.council.closing_events.create(
        kind="quarter", start=dt.date(2019, 1, 1), end=dt.date(2019, 3, 31), number=1, event="closed", at=NOW,
        by=bringing.people["petra"],
    )  # fmt: skip
    response = post(client_of("carol"), "sign_off", version=version.pk)
    assert response.status_code == 409 and "is closed" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("alice", 403), ("bob", 403), ("petra", 403), ("mo", 403), ("oscar", 403)]
)
def test_only_heads_of_service_open_it(bringing, client_of, name, status):
    version = submitted(bringing)
    client = client_of(name)
    assert client.get(PAGE).status_code == status
    response = post(client, "sign_off", version=version.pk)
    assert response.status_code == status and b"Only heads of service" in response.content
    assert states() == ["submitted"]


def test_nobody_signs_in_first(bringing, client):
    response = client.get(PAGE)
    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def test_figures_of_other_services_and_councils_are_not_there(bringing, client_of):
    other = submitted(bringing, "X1", "12", by="petra")
    council = make_council("southshire")
    head = make_person("sue", council, "head_of_service")
    carol = client_of("carol")
    assert "Potholes" not in said(carol, PAGE)
    assert "Potholes" in said(client_of("dave"), PAGE)
    for client in (carol, bringing_client(head)):
        for action in ("sign_off", "return", "sign_off_ticked"):
            fields = {"version": other.pk, "ticked": [other.pk], "reason": "x"}
            assert post(client, action, **fields).status_code == 404
    assert states("X1") == ["submitted"]


def bringing_client(user: User):
    from tests.stored import signed_in

    return signed_in(user)


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "99999999999999999999", "١٢"])
def test_an_id_that_is_none(bringing, client_of, version):
    assert post(client_of("carol"), "sign_off", version=version).status_code == 404


def test_an_action_that_is_none_is_a_bad_request(bringing, client_of):
    assert post(client_of("carol"), "publish").status_code == 400


def test_a_role_withdrawn_ends_it_at_once(bringing, client_of):
    version, carol = submitted(bringing), client_of("carol")
    opened(carol, PAGE)
    bringing.people["carol"].memberships.update(until=dt.date(2019, 4, 14))
    assert post(carol, "sign_off", version=version.pk).status_code == 403
    assert states() == ["submitted"]


def test_a_breakdowns_part_is_signed_too(bringing, client_of):
    from kpis.readings.entries import Place
    from tests.stored import make_category

    place = bringing.place("C1")
    part = make_category(bringing.measures["C1"], "District", "North")
    version = save(entry=entry_of(Place(place.measure, place.period, part), "12"), submit=True,
                   by=bringing.person("alice"), at=NOW)  # fmt: skip
    assert "Children looked after : North" in said(client_of("carol"), PAGE)
    assert post(client_of("carol"), "sign_off", version=version.pk).status_code == 302


def test_a_head_in_two_councils_reads_both_by_name(bringing, client_of):
    south = make_council("southshire")
    plan = make_plan(south)
    measure = make_measure(plan, "S1", frequency="quarterly", title="Streets swept")
    bringing.people["dave"].memberships.create(council=south, role="head_of_service")
    make_reading(measure, "2018/19 Q4", "3", state="submitted")
    submitted(bringing)
    page = opened(client_of("dave"), PAGE)
    headings = [text_of(each) for each in page.select("main h2")]
    assert headings == ["Northshire County Council: Children's services", "Southshire County Council: No service"]


def test_a_fixed_number_of_statements(bringing, django_assert_max_num_queries, django_assert_num_queries):
    def waiting(refs: range) -> None:
        for number in refs:
            bringing.add_measure(f"Z{number}")
            make_reading(bringing.measures[f"Z{number}"], "2018/19 Q3", "10")
            make_target(bringing.measures[f"Z{number}"], "2018/19 Q4", "10")
            submitted(bringing, f"Z{number}", "11" if number % 2 else "9")

    waiting(range(5))
    carol = bringing.person("carol")
    with django_assert_max_num_queries(12) as few:
        assert len(signing_page(carol).waiting) == 5
    waiting(range(5, 50))
    with django_assert_num_queries(len(few)):
        assert len(signing_page(carol).waiting) == 50


def test_sign_off_many_is_all_or_nothing(bringing):
    from kpis.entry.actions import sign_off_many

    good, red = submitted(bringing), submitted(bringing, "P1", "10", numerator="10", denominator="100")
    with pytest.raises(Refused, match="it needs cause"):
        sign_off_many(version_ids=[good.pk, red.pk], by=bringing.person("carol"), at=LATER)
    assert states("C1") == states("P1") == ["submitted"]


def test_as_of_before_the_sign_off_shows_what_stood(bringing, client_of, client):
    revision = revised(bringing)
    post(client_of("carol"), "sign_off", version=revision.pk)
    scorecard = f"/{bringing.council.slug}/scorecard/?period=2018-19-q3"
    assert "650" in said(client, scorecard)
    assert "655" in said(client, f"{scorecard}&as_of={moment('2019-04-14').date()}")
