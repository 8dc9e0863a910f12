"""The demonstration: three councils and, in the invented one, eight people with their roles and measures."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from kpis.interchange.jobs import load
from kpis.measures.actions_groups import make_groups
from kpis.models import (
    Committee,
    Contract,
    Council,
    Framework,
    Measure,
    Meeting,
    Membership,
    Ownership,
    PublishedHeadline,
    Service,
    Synonym,
    User,
)
from kpis.models.people import Role

HERE = Path(__file__).parent
FOLDERS = {
    "exampleshire": HERE / "invented" / "exampleshire",
    "warwickshire": HERE / "published" / "warwickshire",
    "worcestershire": HERE / "published" / "worcestershire",
}
"""The tables of each council in the interchange format."""

REBUILT = "Rebuilt from published papers as a demonstration; not the council's website"
INVENTED = "Exampleshire is invented: its figures, services and people are fictional"
NOTICES = {"exampleshire": INVENTED, "warwickshire": REBUILT, "worcestershire": REBUILT}

PARTIES = {
    "worcestershire": (
        "worcestershire-children-first",
        "Worcestershire County Council",
        "Worcestershire Children First",
    ),
    "exampleshire": (
        "exampleshire-childrens-company",
        "Exampleshire County Council (fictional)",
        "Exampleshire Children's Company (fictional)",
    ),
}
"""Of a council's contract: its slug and its two parties. Its terms are the usual ones, which are Worcestershire's."""

SYNONYMS = (
    "bins, household waste, rubbish, refuse",
    "potholes, road defects",
    "pavements, footways",
    "truancy, school attendance, absence",
    "SEND, special educational needs",
    "council tax, balanced budget",
    "foster care, children looked after, children in care",
)
"""What people call by another word than Exampleshire's plan does."""

TUESDAY = 1
SOCIAL_CARE, EDUCATION = "Children's Social Care", "Education and Skills"
PEOPLE: dict[str, tuple[str, tuple[tuple[Role, str], ...]]] = {
    "alice": (
        "officer of children's services, owns their measures",
        ((Role.OFFICER, SOCIAL_CARE), (Role.OFFICER, EDUCATION)),
    ),
    "bob": ("officer in the same team, owns the other services' measures", ((Role.OFFICER, SOCIAL_CARE),)),
    "carol": ("head of two services", ((Role.HEAD_OF_SERVICE, SOCIAL_CARE), (Role.HEAD_OF_SERVICE, EDUCATION))),
    "dave": ("director: head of every service, signs where carol entered", ((Role.HEAD_OF_SERVICE, ""),)),
    "petra": (
        "performance team, of the rebuilt councils too: imports, closes, publishes, sets measures up in the admin",
        ((Role.PERFORMANCE, ""),),
    ),
    "mo": ("member of the council, sits on two committees", ((Role.MEMBER, ""),)),
    "oscar": ("belongs to no council", ()),
    "admin": ("administrator of the site", ((Role.ADMINISTRATOR, ""),)),
}
OWN_COMMITTEES = {"mo": ("adults-and-health", "children-and-young-people")}
"""Those that a member sits on."""


def load_councils(now: dt.datetime) -> list[str]:
    """Load the councils that do not exist yet, each in a transaction of its own; the slugs of those loaded."""
    there = set(Council.objects.values_list("slug", flat=True))
    missing = [slug for slug in FOLDERS if slug not in there]
    for slug in missing:
        with transaction.atomic():
            load([FOLDERS[slug]], dry_run=False, now=now)
            _finish(slug, now)
    return missing


def _finish(slug: str, now: dt.datetime) -> None:
    """What interchange has no column for: notice, parties of a contract, the paper's own headline, meetings."""
    council = Council.objects.get(slug=slug)
    council.notice = NOTICES[slug]
    council.save()
    if slug in PARTIES:
        contract, commissioner, provider = PARTIES[slug]
        framework = Framework.objects.get(council=council, slug=contract)
        Contract.objects.create(framework=framework, commissioner=commissioner, provider=provider)
    if slug == "warwickshire":
        _headline(council)
    if slug == "exampleshire":
        _meetings(council, now.date())
        for words in SYNONYMS:
            Synonym.objects.create(council=council, words=words)


def _meetings(council: Council, today: dt.date) -> None:
    """A meeting for each committee: the first on the first Tuesday six weeks away, the others on the next days."""
    six_weeks = today + dt.timedelta(weeks=6)
    tuesday = six_weeks + dt.timedelta(days=(TUESDAY - six_weeks.weekday()) % 7)
    for place, committee in enumerate(Committee.objects.filter(council=council).order_by("name")):
        day = tuesday + dt.timedelta(days=place % 3, weeks=place // 3)
        Meeting.objects.create(committee=committee, date=day, title="Performance of the quarter")


def _headline(council: Council) -> None:
    PublishedHeadline.objects.create(
        framework=Framework.objects.get(council=council, slug="one-organisational-plan-2020"),
        committee=Committee.objects.get(council=council, slug="children-and-young-people"),
        kind="year",
        start=dt.date(2018, 4, 1),
        end=dt.date(2019, 3, 31),
        met=10,
        not_met=11,
        source="progress report of 18 June 2019, paragraph 2.2",
        why_different=(
            "The two differ because the paper judged by targets that it did not print for most measures, and counted "
            "four measures that had no figure for the year yet."
        ),
    )


def make_people(password: str) -> None:
    """The people of the demonstration, where they do not exist yet."""
    council = Council.objects.get(slug="exampleshire")
    make_groups()
    for name, (_, roles) in PEOPLE.items():
        if not User.objects.filter(username=name).exists():
            _person(name, password, council, roles)
    _give_measures(council)
    _give_rebuilt_councils()


def _give_rebuilt_councils() -> None:
    """The rebuilt councils have no officers; the performance team's person tends them, too, so that a visitor can make
    their papers."""
    petra = User.objects.filter(username="petra").first()
    for council in Council.objects.filter(slug__in=NOTICES, notice=REBUILT) if petra else ():
        Membership.objects.get_or_create(user=petra, council=council, service=None, role=Role.PERFORMANCE)


def _give_measures(council: Council) -> None:
    """The measures that have never had an owner, to the person whose address stands on them, with the role it needs."""
    officers = {user.email: user for user in User.objects.filter(username__in=PEOPLE)}
    known = set(Ownership.history.values_list("measure_id", flat=True))
    measures = Measure.objects.filter(council=council, owner__in=officers).select_related("service")
    for measure in measures.exclude(pk__in=known):
        owner = officers[measure.owner]
        ownership = Ownership(measure=measure, user=owner)
        ownership._change_reason = "Set up with the demonstration"  # type: ignore[attr-defined]
        ownership.save()
        Membership.objects.get_or_create(user=owner, council=council, service=measure.service, role=Role.OFFICER)


def _person(name: str, password: str, council: Council, roles: tuple[tuple[Role, str], ...]) -> None:
    is_admin = name == "admin"
    user = User.objects.create_user(
        name,
        f"{name}@exampleshire.example",
        password,
        is_staff=is_admin or name == "petra",
        is_superuser=is_admin,
        first_name=name.capitalize(),
        last_name="(fictional)",
    )
    if name == "petra":
        user.groups.add(Group.objects.get(name="Performance officers"))
    for role, service in roles:
        owner = Service.objects.get(council=council, name=service) if service else None
        held = Membership.objects.create(user=user, council=council, service=owner, role=role)
        held.committees.set(Committee.objects.filter(council=council, slug__in=OWN_COMMITTEES.get(name, ())))


def demo_password(file: Path) -> str:
    """The password of the demonstration's people: drawn once and kept in a file that is not part of the project."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(9), encoding="utf-8")
        file.chmod(0o600)
    return file.read_text(encoding="utf-8").strip()
