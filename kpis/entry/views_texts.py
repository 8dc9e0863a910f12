"""What is owed, and one figure's page, as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list

from kpis.domain.entry import Explained, State, is_explanation_due
from kpis.domain.figure import DATES, NOTES, marker_text
from kpis.domain.line import Line
from kpis.domain.numbers import plain
from kpis.domain.periods import Kind, date_text, holding
from kpis.domain.sentences import BETTER
from kpis.domain.words import Marker, Rag, Scheme
from kpis.entry.forms import split_reason
from kpis.entry.queries import Duty, OwedFigure, Stage, last_ended
from kpis.entry.queries_doubts import doubts
from kpis.entry.queries_figure import OneFigure
from kpis.models import Council, Explanation, ReadingVersion
from kpis.presenters import PROJECTIONS
from kpis.readings.changes import version_text
from kpis.web.lines import reported_text, row_of, target_text

GROUPS = {
    "late": ("Late", "Their day has passed."),
    "returned": ("Returned to you", "The head of service asks for a change."),
    "explain": ("Explanation due", "Red figures that still need cause, action, owner and a date."),
    "due": ("Begun", "Saved as a draft, not submitted yet."),
    "not_yet": ("Not yet due", "Their period has ended; there is still time."),
    "awaited": ("Awaited", "The data come from elsewhere and are expected later."),
    "waiting": ("Waiting for sign-off", "Submitted; the head of service has them."),
}
"""The groups of the due list in their order: key, heading and what it means."""

STATES = {
    State.DRAFT: ("Draft", "blue"),
    State.SUBMITTED: ("Submitted, waiting for sign-off", "yellow"),
    State.RETURNED: ("Returned", "orange"),
    State.SIGNED_OFF: ("Signed off", "green"),
}


class Owed(NamedTuple):
    """A row of the due list."""

    title: str
    ref: str
    url: str
    period: str
    due: str
    state: str
    figure: str
    note: str


def due_groups(items: Iterable[tuple[Council, OwedFigure]], today: dt.date) -> list[tuple[str, str, list[Owed]]]:
    """The groups that have something in them: heading, meaning and rows by the day they are due."""
    found: dict[str, list[tuple[dt.date, Owed]]] = {key: [] for key in GROUPS}
    for council, item in items:
        for key in _groups_of(item, today):
            found[key].append((item.due, _owed(council, item, key)))
    by_day = {key: [row for _, row in sorted(rows, key=lambda row: row[0])] for key, rows in found.items()}
    return [(*GROUPS[key], rows) for key, rows in by_day.items() if rows]


def _groups_of(item: OwedFigure, today: dt.date) -> list[str]:
    """Where an item stands: what is to be done about it, or what it waits for. A red one that has been submitted stands
    under the explanations due as well."""
    duties = item.duties(today)
    explain = ["explain"] if Duty.EXPLANATION in duties else []
    if item.stage in (Stage.SUBMITTED, Stage.RETURNED):
        return [{Stage.SUBMITTED: "waiting", Stage.RETURNED: "returned"}[item.stage], *explain]
    if Duty.FIGURE not in duties:
        return ["awaited"] if item.stage == Stage.AWAITED else explain
    if item.is_overdue(today):
        return ["late"]
    return ["due" if item.stage == Stage.DRAFT else "not_yet"]


def _owed(council: Council, item: OwedFigure, group: str) -> Owed:
    place = (council.slug, item.measure.ref, item.period.slug)
    has_figure = item.stage not in (Stage.MISSING, Stage.AWAITED)
    expected = item.stage == Stage.AWAITED and item.line.figure is not None
    return Owed(
        title=item.measure.title,
        ref=item.measure.ref,
        url=reverse("figure", args=place),
        period=item.period.long_label,
        due=f"{'Expected on' if expected else 'Due'} {date_text(item.due)}",
        state=_state(item),
        figure=item.line.printed if has_figure else "",
        note=item.working.reason if group == "returned" and item.working else "",
    )


def _state(item: OwedFigure) -> str:
    revision = " (revision)" if item.is_revision else ""
    words = {
        Stage.MISSING: "Missing",
        Stage.DRAFT: "Draft",
        Stage.RETURNED: "Returned",
        Stage.SUBMITTED: "Submitted",
        Stage.AWAITED: "Awaiting data",
        Stage.IN: "Signed off",
    }
    return words[item.stage] + revision


def grids(
    items: Iterable[tuple[Council, OwedFigure]], whole: Iterable[Council], today: dt.date
) -> list[tuple[str, str]]:
    """The quarters that something is owed for, and of whole councils the last one that ended, with the addresses of
    their grids, the latest first. One that has not begun has no grid yet."""
    found = {(council, holding(item.period.end, Kind.QUARTER)) for council, item in items if item.stage != Stage.IN}
    found = {(council, quarter) for council, quarter in found if quarter.start <= today}
    found |= {(council, last_ended(today)) for council in whole}
    several = len({council.pk for council, _ in found}) > 1
    return [
        (f"{quarter.long_label}{f', {council}' if several else ''}", reverse("grid", args=(council.slug, quarter.slug)))
        for council, quarter in sorted(found, key=lambda each: (each[1].end, each[0].name), reverse=True)
    ]


def imports(councils: Iterable[Council]) -> list[tuple[str, str]]:
    """Where spreadsheets are brought in, with the council's name where there are several."""
    found = sorted(dict.fromkeys(councils), key=lambda each: each.name)
    label = "Import figures from a spreadsheet"
    return [(f"{label}, {each}" if len(found) > 1 else label, reverse("imports", args=(each.slug,))) for each in found]


def initial_of(page: OneFigure) -> dict[str, Any]:
    """What the form opens with: the last version, or nothing."""
    explanation = page.explanation
    found: dict[str, Any] = {
        "seen": page.seen,
        "explanation_seen": explanation.number if explanation else 0,
        "marker": Marker.REVISED.value if page.signed else Marker.FINAL.value,
        "projection": page.projection if page.projection in PROJECTIONS else "",
    }
    if explanation is not None:
        found |= {name: getattr(explanation, name) for name in ("cause", "action", "owner", "back_on_track")}
    if page.last is not None:
        found |= _of_version(page, page.last)
    return found


def _of_version(page: OneFigure, last: ReadingVersion) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(last, name) for name in (*NOTES, *DATES)}
    found |= {name: plain(value) for name in ("numerator", "denominator") if (value := getattr(last, name)) is not None}
    if last.value is not None and last.denominator is None:
        found["value"] = plain(last.value)
        if page.rule.scheme is Scheme.MILESTONE:
            found["value"] = "achieved" if last.value else "not achieved"
    revised = page.signed is not None and last.marker == Marker.FINAL
    found["marker"] = Marker.REVISED.value if revised else last.marker
    if page.signed is not None:
        found["revision"], found["why"] = split_reason(page.entered_reason)
    else:
        found["confirmed"] = page.entered_reason
    return found


def standing_text(page: OneFigure, today: dt.date) -> dict[str, Any] | None:
    """How the figure stands: its state in words, with who and when; what it reads and is judged as."""
    if page.last is None:
        is_late = page.due < today
        return {
            "state": "Missing" if is_late else "Not yet due",
            "colour": "red" if is_late else "grey",
            "due": date_text(page.due),
            "note": "late" if is_late else "",
        }
    word, colour = STATES[State(page.last.state)]
    line = page.standing
    return {
        "state": word,
        "colour": colour,
        "due": date_text(page.due),
        "returned": page.last.reason if page.last.state == State.RETURNED else "",
        "by": _who(page.last),
        "figure": line.printed,
        "row": row_of(line, "", page.period),
        "explanation_due": _is_due(line, page.explanation),
        "is_signed": page.last.state == State.SIGNED_OFF,
        "signed": version_text(page.signed, page.rule, False) if page.signed and page.signed != page.last else "",
        "waived": page.explanation.reason if page.explanation and page.explanation.waived else "",
        "explanation": _explanation_rows(page.explanation),
        "change": "Explain it all the same" if page.explanation and page.explanation.waived else "Change what is said",
    }


def _who(version: ReadingVersion) -> str:
    who = (version.by.get_full_name() or version.by.get_username()) if version.by else version.source or "the program"
    when = timezone.localtime(version.recorded_at)
    return f"{who} on {date_text(when.date())} at {when:%H:%M}"


def _is_due(line: Line, explanation: Explanation | Explained | None) -> bool:
    if isinstance(explanation, Explanation):
        return line.verdict.rag is Rag.RED and not explanation.is_complete
    return is_explanation_due(line.verdict.rag, explanation)


def about_figure(page: OneFigure) -> list[tuple[str, str]]:
    """What the figure is of, as a summary list; what is not stated is left out."""
    rows = [
        ("Definition", page.measure.definition),
        ("Source", page.measure.source),
        ("Reported", reported_text(page.row.schedule)),
        ("Polarity", BETTER[page.rule.polarity].capitalize()),
        ("Service", page.row.service),
        ("Due", date_text(page.due)),
    ]
    return [(name, text) for name, text in rows if text]


def beside_field(page: OneFigure) -> dict[str, Any]:
    """What stands beside the field: the target and the last figures of its length."""
    figures = [
        {"period": figure.period.label, "figure": figure.text(rule), "marker": marker_text(figure)}
        for figure, rule in page.last_figures
    ]
    return {"target": target_text(page.judged(None)), "figures": figures}


def preview(page: OneFigure, line: Line, said: Explanation | Explained | None) -> dict[str, Any]:
    """What the status and the direction of travel will be, and what looks like a slip of the hand."""
    return {
        "row": row_of(line, "", page.period),
        "figure": line.printed,
        "travel_reason": capfirst(line.travel.reason.removeprefix("Not compared: ")),
        "doubts": [each.text for each in doubts(line)],
        "explanation_due": _is_due(line, said),
    }


def theirs_text(page: OneFigure, about_explanation: bool) -> dict[str, Any]:
    """What somebody else saved in between, to stand beside what this person typed."""
    found: dict[str, Any] = {"explanation": _explanation_rows(page.explanation) if about_explanation else []}
    if page.last is not None:
        found |= {
            "by": _who(page.last),
            "state": STATES[State(page.last.state)][0],
            "figure": version_text(page.last, page.rule, False),
            "commentary": page.last.commentary,
            "reason": page.last.reason,
        }
    return found


def _explanation_rows(said: Explanation | None) -> list[tuple[str, str]]:
    if said is None:
        return []
    if said.waived:
        return [("Waived", said.reason)]
    back = date_text(said.back_on_track) if said.back_on_track else "Not stated"
    texts = [("Cause", said.cause), ("Action", said.action), ("Who acts", said.owner)]
    return [*((name, text or "Not stated") for name, text in texts), ("Back on track by", back)]


def saved_text(line: Line, submit: bool, said: Explanation | Explained | None) -> str:
    """What was done, and what is still owed."""
    if not submit:
        return "Saved as a draft; it is not submitted."
    if _is_due(line, said):
        return "Submitted. It is red: it needs cause, action, owner and a date before it can be signed off."
    return "Submitted: the head of service can sign it off now."


EXPLAINED = "The explanation is saved."
NEEDED = {"cause": "a cause", "action": "an action", "owner": "who acts", "back_on_track": "a date"}


def explained_text(said: Explained) -> str:
    """That an explanation is saved, and what it still needs: "It still needs an action and a date." """
    missing = [words for name, words in NEEDED.items() if not getattr(said, name)]
    return f"The explanation is saved. It still needs {get_text_list(missing, 'and')}." if missing else EXPLAINED
