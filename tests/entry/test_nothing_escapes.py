"""Nothing is written without a trace: every action, and every table of the administration, says who, when and why."""

import datetime as dt
import importlib
import inspect
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import RequestFactory

import kpis
from kpis.domain.entry import Explained
from kpis.domain.period_text import parse_period
from kpis.domain.words import Target
from kpis.entry import actions as figures
from kpis.entry import actions_explanations as explanations
from kpis.measures import actions as set_up
from kpis.measures.actions_groups import make_groups
from kpis.models import BankHoliday, Committee, OverrideProposal, Reading, Report, Synonym, User
from kpis.models.base import Version
from kpis.papers import actions as reports
from kpis.papers import actions_publishing as publishing
from kpis.rounds import actions as closing
from kpis.rounds import actions_hand_over as ownership
from kpis.rounds import actions_new_year as new_year
from kpis.rounds.rules import Choice, Decision
from kpis.sections.rules import new_draft
from kpis.sign_off import actions_overrides as overrides
from tests.admin.conftest import make_place
from tests.admin.pages import address, errors, sent
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.rectification.acts import RECTIFICATION_ACTS
from tests.stored import make_reading, signed_in
from tests.uploads.acts import UPLOAD_ACTS

WHY = "For a reason"
LATER = NOW + dt.timedelta(hours=1)
YEAR, Q4 = parse_period("2018/19"), parse_period("2018/19 Q4")
SAID = Explained("A cause", "An action", "A role", dt.date(2019, 9, 30))
RULE = {"scheme": "target", "polarity": "lower", "decimal_places": 1, "comparison": "previous_period"}


TRACED: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "Upload": {"Upload": ("pk", "by__username", "at", "state")},
    "Job": {"Job": ("pk", "by__username", "created_at", "kind")},
    "Publication": {
        "Publication": ("pk", "by__username", "published_at", "reason"),
        "Withdrawal": ("pk", "withdrawn_by__username", "withdrawn_at", "withdrawn_reason"),
    },
    "WordTemplate": {"WordTemplate": ("pk", "by__username", "at", "name")},
    "RecordedFailure": {
        "RecordedFailure": ("pk", "by__username", "recorded_at", "why"),
        "FailureWithdrawn": ("pk", "withdrawn_by__username", "withdrawn_at", "withdrawn_reason"),
    },
    "RectificationEvent": {"RectificationEvent": ("pk", "by__username", "at", "note")},
}
"""Tables that say in columns of their own who, when and why: by what is traced."""


class Trace(NamedTuple):
    table: str
    who: str
    when: dt.datetime
    why: str


def traces() -> set[tuple[Any, ...]]:
    """Every version, event, answer and history row there is, each with who, when and why."""
    found: set[tuple[Any, ...]] = set()
    for model in apps.get_app_config("kpis").get_models():
        rows, name = model._default_manager, model.__name__
        if issubclass(model, Version):
            found |= _listed(name, rows.values_list("pk", "by__username", "recorded_at", "reason"))
        elif name == "ClosingEvent":
            found |= _listed(name, rows.values_list("pk", "by__username", "at", "reason"))
        elif name == "OverrideProposal":
            found |= _listed(name, rows.values_list("pk", "proposed_by__username", "proposed_at", "why"))
            answered = rows.exclude(agreed=None)
            found |= _listed("Answer", answered.values_list("pk", "answered_by__username", "answered_at", "answer"))
        elif name in TRACED:
            for title, columns in TRACED[name].items():
                found |= _listed(title, rows.exclude(**{columns[2]: None}).values_list(*columns))
        elif hasattr(model, "history_change_reason"):
            columns = ("history_id", "history_user__username", "history_date", "history_change_reason")
            found |= _listed(name, rows.values_list(*columns))
    return found


def _listed(table: str, rows: Any) -> set[tuple[Any, ...]]:
    return {(table, *row) for row in rows}


def left_by(act: Callable[[], Any]) -> list[Trace]:
    before = traces()
    act()
    return [Trace(table, who or "", when, why or "") for table, _, who, when, why in traces() - before]


def submitted(bringing: Bringing, value: str = "640", period: str = "2018/19 Q4") -> Any:
    place = bringing.place("C1", period)
    return figures.save(entry=entry_of(place, value), submit=True, by=bringing.person("alice"), at=NOW)


def red(bringing: Bringing) -> Reading:
    return make_reading(bringing.measures["C1"], "2018/19 Q4", "700", at=NOW).reading


def proposed(bringing: Bringing) -> OverrideProposal:
    version = make_reading(bringing.measures["C1"], "2018/19 Q4", "700", at=NOW)
    by = bringing.person("petra")
    return overrides.propose(version=version, kind="status", value="amber", why=WHY, by=by, at=NOW)


def _save(b: Bringing) -> Callable[[], Any]:
    entry = entry_of(b.place("C1"), "640", confirmed=WHY)
    return lambda: figures.save(entry=entry, submit=True, by=b.person("alice"), at=LATER)


def _save_explained(b: Bringing) -> Callable[[], Any]:
    return lambda: explanations.save_explained(
        entry=entry_of(b.place("C1"), "700", confirmed=WHY), submit=True, by=b.person("alice"),
        at=LATER, said=SAID,
    )  # fmt: skip


def _save_many(b: Bringing) -> Callable[[], Any]:
    row = entry_of(b.place("C1"), "640", confirmed=WHY)
    return lambda: figures.save_many(entries=[row], submit=True, by=b.person("alice"), at=LATER)


def _sign_off(b: Bringing) -> Callable[[], Any]:
    version = submitted(b)
    return lambda: figures.sign_off(version_id=version.pk, by=b.person("carol"), at=LATER)


def _sign_off_many(b: Bringing) -> Callable[[], Any]:
    version = submitted(b)
    return lambda: figures.sign_off_many(version_ids=[version.pk], by=b.person("carol"), at=LATER)


def _return(b: Bringing) -> Callable[[], Any]:
    version = submitted(b)
    return lambda: figures.return_(version_id=version.pk, reason=WHY, by=b.person("carol"), at=LATER)


def _explain(b: Bringing) -> Callable[[], Any]:
    reading = red(b)
    return lambda: explanations.explain(reading=reading, said=SAID, seen=0, by=b.person("alice"), at=LATER)


def _waive(b: Bringing) -> Callable[[], Any]:
    reading = red(b)
    return lambda: explanations.waive(reading=reading, reason=WHY, seen=0, by=b.person("petra"), at=LATER)


def _propose(b: Bringing) -> Callable[[], Any]:
    version = make_reading(b.measures["C1"], "2018/19 Q4", "700", at=NOW)
    by = b.person("petra")
    return lambda: overrides.propose(version=version, kind="status", value="amber", why=WHY, by=by, at=LATER)


def _answer(b: Bringing) -> Callable[[], Any]:
    key = proposed(b).pk
    return lambda: overrides.answer(proposal_id=key, agree=False, answer=WHY, by=b.person("carol"), at=LATER)


def _open(b: Bringing) -> Callable[[], Any]:
    return lambda: closing.open_period(council=b.council, period=Q4, by=b.person("petra"), at=LATER)


def _empty(b: Bringing) -> dict[str, Any]:
    """A period in which no measure lived."""
    return {"council": b.council, "period": parse_period("2010/11 Q1"), "by": b.person("petra"), "at": LATER}


def _close(b: Bringing) -> Callable[[], Any]:
    b.measures["X1"].delete()
    return lambda: closing.close_period(**_empty(b))


def _reopen(b: Bringing) -> Callable[[], Any]:
    _close(b)()
    return lambda: closing.reopen_period(**_empty(b), reason=WHY)


def _meeting(b: Bringing) -> Callable[[], Any]:
    committee = Committee.objects.create(council=b.council, slug="young", name="Young people")
    day, today = dt.date(2019, 6, 18), NOW.date()
    return lambda: closing.add_meeting(committee=committee, date=day, title="", by=b.person("petra"), today=today)


def _hand_over(b: Bringing) -> Callable[[], Any]:
    people = {"from_user": b.people["alice"], "to_user": b.people["bob"]}
    measures = [b.measures["C1"]]
    return lambda: ownership.hand_over(
        measures=measures, on=dt.date(2019, 5, 1), deputy=False, by=b.person("petra"), reason=WHY, **people
    )


def _open_year(b: Bringing) -> Callable[[], Any]:
    choices = {
        b.measures["C1"].pk: Choice(Decision.REPLACE, None, WHY, "C2", "Another"),
        b.measures["P1"].pk: Choice(Decision.NONE),
        b.measures["X1"].pk: Choice(Decision.RETIRE, reason=WHY),
    }
    return lambda: new_year.open_year(
        council=b.council, framework="plan", year=2019, choices=choices, reason=WHY, by=b.person("petra"), at=LATER
    )


def _set_target(b: Bringing) -> Callable[[], Any]:
    told = {"by": b.people["petra"], "reason": WHY, "at": LATER}
    target = Target(Decimal(1), period=YEAR)
    return lambda: set_up.set_target(measure=b.measures["C1"], target=target, **told)


def _set_baseline(b: Bringing) -> Callable[[], Any]:
    told = {"by": b.people["petra"], "reason": WHY, "at": LATER}
    return lambda: set_up.set_baseline(measure=b.measures["C1"], period=YEAR, figures={"value": Decimal(1)}, **told)


def _set_comparator(b: Bringing) -> Callable[[], Any]:
    told = {"by": b.people["petra"], "reason": WHY, "at": LATER, "period": YEAR, "category": None}
    figures_ = {"value": Decimal(1), "note": ""}
    return lambda: set_up.set_comparator(measure=b.measures["C1"], name="England", figures=figures_, **told)


def _begin_rule(b: Bringing) -> Callable[[], Any]:
    begins, by = dt.date(2020, 4, 1), b.people["petra"]
    return lambda: set_up.begin_rule(measure=b.measures["C1"], begins=begins, columns=RULE, by=by, reason=WHY)


def _correct_rule(b: Bringing) -> Callable[[], Any]:
    rule, by = b.measures["X1"].rules.get(), b.people["petra"]
    return lambda: set_up.correct_rule(rule=rule, columns=RULE, by=by, reason=WHY)


def _remove_rule(b: Bringing) -> Callable[[], Any]:
    made = _begin_rule(b)()
    return lambda: set_up.remove_rule(rule=made, by=b.people["petra"])


def a_report(b: Bringing) -> Any:
    committee, _ = Committee.objects.get_or_create(council=b.council, slug="young", name="Young people")
    return reports.create_report(
        council=b.council, committee=committee, framework=b.plan, period=Q4, slug="a-report", title="A report",
        meeting_date=dt.date(2019, 6, 18), agenda_item="4", by=b.person("petra"), at=NOW,
    )  # fmt: skip


def a_publication(b: Bringing, number: int = 1) -> Any:
    report, printed = Report.objects.filter(council=b.council).first() or a_report(b), {"schema": 1, "figures": []}
    return publishing.publish(
        report=report, version=report.version, after=number - 1, snapshot={**printed, "title": "A report"},
        documents={"csv": b"a"}, frozen_at=NOW + dt.timedelta(minutes=number), opens_at=LATER, reason=WHY, checklist=[],
        by=b.person("petra"), at=LATER,
    )  # fmt: skip


def _create_report(b: Bringing) -> Callable[[], Any]:
    Committee.objects.create(council=b.council, slug="young", name="Young people")
    return lambda: a_report(b)


def _save_draft(b: Bringing) -> Callable[[], Any]:
    report = a_report(b)
    kept = {"draft": new_draft("Another title"), "meeting_date": report.meeting_date, "agenda_item": "5"}
    return lambda: reports.save_draft(report=report, version=1, by=b.person("petra"), at=LATER, **kept)


def _ask_documents(b: Bringing) -> Callable[[], Any]:
    report = a_report(b)
    return lambda: reports.ask_documents(report=report, by=b.person("petra"), at=LATER)


def _ask_to_publish(b: Bringing) -> Callable[[], Any]:
    report = a_report(b)
    return lambda: reports.ask_to_publish(
        report=report, version=1, opens_at=LATER, reason="", acknowledged=True, by=b.person("petra"), at=LATER
    )


def _publish(b: Bringing) -> Callable[[], Any]:
    a_report(b)
    return lambda: a_publication(b)


def _withdraw(b: Bringing) -> Callable[[], Any]:
    made = a_publication(b)
    return lambda: reports.withdraw(publication=made, reason=WHY, by=b.person("petra"), at=LATER)


def _set_template(b: Bringing) -> Callable[[], Any]:
    told = {"by": b.person("petra"), "at": LATER}
    return lambda: reports.set_template(council=b.council, name=f"{WHY}.docx", content=b"a", **told)


ACTS: dict[str, tuple[Callable[[Bringing], Callable[[], Any]], str, str]] = {
    "entry.save": (_save, "alice", WHY),
    "entry.sign_off": (_sign_off, "carol", ""),
    "entry.sign_off_many": (_sign_off_many, "carol", ""),
    "entry.return_": (_return, "carol", WHY),
    "entry.save_many": (_save_many, "alice", WHY),
    "entry.explain": (_explain, "alice", ""),
    "entry.save_explained": (_save_explained, "alice", ""),
    "entry.waive": (_waive, "petra", WHY),
    "sign_off.propose": (_propose, "petra", WHY),
    "sign_off.answer": (_answer, "carol", WHY),
    "rounds.open_period": (_open, "petra", ""),
    "rounds.close_period": (_close, "petra", ""),
    "rounds.reopen_period": (_reopen, "petra", WHY),
    "rounds.add_meeting": (_meeting, "petra", ""),
    "rounds.hand_over": (_hand_over, "petra", WHY),
    "rounds.open_year": (_open_year, "petra", WHY),
    "measures.set_target": (_set_target, "petra", WHY),
    "measures.set_baseline": (_set_baseline, "petra", WHY),
    "measures.set_comparator": (_set_comparator, "petra", WHY),
    "measures.begin_rule": (_begin_rule, "petra", WHY),
    "measures.correct_rule": (_correct_rule, "petra", WHY),
    "measures.remove_rule": (_remove_rule, "petra", ""),
    "papers.create_report": (_create_report, "petra", ""),
    "papers.save_draft": (_save_draft, "petra", ""),
    "papers.ask_documents": (_ask_documents, "petra", "documents"),
    "papers.ask_to_publish": (_ask_to_publish, "petra", "publish"),
    "papers.publish": (_publish, "petra", WHY),
    "papers.withdraw": (_withdraw, "petra", WHY),
    "papers.set_template": (_set_template, "petra", WHY),
    **RECTIFICATION_ACTS,
    **UPLOAD_ACTS,
}
"""How each action that a person takes is called here, who takes it, and the reason that has to be kept (blank: the
action asks for none, or says it in a column of its own)."""


def by_somebody() -> set[str]:
    """Every public function of the actions that says by whom it is done, and is no question."""
    found = set()
    for path in Path(kpis.__path__[0]).glob("*/actions*.py"):
        module = importlib.import_module(f"kpis.{path.parent.name}.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            asks = inspect.signature(function).return_annotation == "bool"
            if is_own and not asks and "by" in inspect.signature(function).parameters:
                found.add(f"{path.parent.name}.{name}")
    return found


def test_every_action_is_walked():
    assert by_somebody() == set(ACTS), "say in ACTS how a new action is called, and what it leaves in the history"


@pytest.mark.parametrize("name", ACTS)
def test_an_action_leaves_who_when_and_why(bringing, name):
    make, who, why = ACTS[name]
    left = left_by(make(bringing))
    assert left
    assert {each.who for each in left} == {who}
    assert all(each.when is not None for each in left)
    assert not why or all(why in each.why for each in left if each.table != "Explanation"), left


RENAMED = {
    "council": {"notice": "As it is now"},
    "service": {"name": "As it is now"},
    "committee": {"remit": "As it is now"},
    "framework": {"name": "As it is now"},
    "outcome": {"name": "As it is now"},
    "policyarea": {"name": "As it is now"},
    "publishedheadline": {"source": "As it is now"},
    "contract": {"provider": "As it is now"},
    "measure": {"definition": "As it is now"},
    "dimension": {"name": "As it is now"},
    "membership": {"until": "2030-03-31"},
    "ownership": {"until": "2030-03-31"},
    "meeting": {"title": "As it is now"},
    "bankholiday": {"name": "As it is now"},
    "closureday": {"why": "As it is now"},
    "synonym": {"words": "bins, rubbish"},
}
READ_ONLY = {"reading", "closingevent", "explanation", "overrideproposal", "mail", "report", "publication", "job"}
LOGGED_BY_DJANGO = {"user": {"first_name": "As it is now"}, "group": {"name": "As it is now"}}


@pytest.fixture
def rows(db: None) -> dict[str, Any]:
    make_groups()
    rows = make_place("northshire").rows()
    holiday, _ = BankHoliday.objects.get_or_create(date=dt.date(2019, 4, 19), defaults={"name": "Good Friday"})
    synonym = Synonym.objects.create(council=rows["council"], words="bins, household waste")
    return {**rows, "bankholiday": holiday, "group": Group.objects.first(), "synonym": synonym}


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root", password="a long pass phrase")


def registered() -> dict[str, Any]:
    return {model._meta.model_name: each for model, each in admin.site._registry.items()}


def test_every_table_of_the_administration_is_walked():
    assert set(registered()) == set(RENAMED) | READ_ONLY | set(LOGGED_BY_DJANGO)


@pytest.mark.parametrize("table", RENAMED)
def test_a_change_in_the_administration_leaves_who_when_and_why(rows, root, table):
    client, path = signed_in(root), address(table, "change", rows[table])
    responses: list[Any] = []
    left = left_by(lambda: responses.append(sent(client, path, **RENAMED[table], change_reason=WHY)))
    assert responses[0].status_code == 302, errors(responses[0])
    assert {(each.who, each.why) for each in left} == {("root", WHY)}


@pytest.mark.parametrize("table", ["ownership", "meeting", "closureday", "membership"])
def test_what_is_removed_in_the_administration_stays_in_the_history(rows, root, table):
    client, path = signed_in(root), address(table, "delete", rows[table])
    left = left_by(lambda: client.post(path, {"post": "yes"}))
    assert not type(rows[table])._default_manager.filter(pk=rows[table].pk).exists()
    assert {(each.who, each.why) for each in left} == {("root", "Removed in the set-up")}


@pytest.mark.parametrize("table", sorted(READ_ONLY))
def test_what_the_administration_only_shows_is_not_written_there_even_by_a_superuser(root, table):
    request = RequestFactory().get("/")
    request.user = root
    shown = registered()[table]
    asked = (shown.has_add_permission, shown.has_change_permission, shown.has_delete_permission)
    assert [may(request) for may in asked] == [False, False, False]


@pytest.mark.parametrize("table", LOGGED_BY_DJANGO)
def test_people_and_groups_are_in_djangos_own_log(rows, root, table):
    path = f"/admin/auth/group/{rows[table].pk}/change/" if table == "group" else address(table, "change", rows[table])
    assert sent(signed_in(root), path, **LOGGED_BY_DJANGO[table]).status_code == 302
    entry = LogEntry.objects.latest("action_time")
    assert (entry.user, entry.object_id) == (root, str(rows[table].pk))
    assert "name" in entry.get_change_message().lower()


@pytest.mark.parametrize("table", sorted(registered()))
def test_no_table_has_bulk_actions_and_its_rows_within_rows_keep_a_history(root, table):
    shown, request = registered()[table], RequestFactory().get("/")
    request.user = root
    assert shown.get_actions(request) == {}
    for inline in shown.inlines:
        assert hasattr(inline.model, "history") or issubclass(inline.model, Version), inline
