"""How verdicts are said: the one table of words, icons and classes, and the opening sentence made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kpis.domain.entry import Kept
from kpis.domain.periods import Period, PeriodKind
from kpis.domain.summary import Tally
from kpis.domain.words import ChangeTopic, Comparison, Judgement, Movement, Rag, ReportPlace, Stand, Status, Turn


class Look(NamedTuple):
    """A status as people see it. ``counted`` is its clause among measures without a colour ("n ...")."""

    word: str
    icon: str
    css: str
    rag: str
    meaning: str
    counted: str


def _look(word: str, icon: str, rag: Rag, meaning: str, counted: str = "", css: str = "") -> Look:
    return Look(word, icon, f"status--{css or rag}", rag.value, meaning, counted or word[:1].lower() + word[1:])


G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
_BELOW_BUDGET = "Spending is below budget by more than is allowed."

STATUSES: dict[tuple[Status, Rag], Look] = {
    (Status.ON_TARGET, G): _look("On target", "✓", G, "The figure is at its target or better."),
    (Status.IN_BAND, G): _look("In its band", "✓", G, "The figure is inside its band, the edges included."),
    (Status.NEAR_TARGET, G): _look("Near target", "✓", G, "The target was missed, but the figure is near it."),
    (Status.ON_BUDGET, G): _look("On budget", "✓", G, "Spending is inside the allowed variance from its budget."),
    (Status.BETTER_THAN_BAND, G): _look(
        "Better than its band", "★", G, "The figure is beyond its band on the good side.", css="better"
    ),
    (Status.ACHIEVED, G): _look("Achieved", "✓", G, "The milestone was reached by its due date."),
    (Status.WITHIN_TOLERANCE, A): _look(
        "Within tolerance", "!", A, "The target was missed by no more than the tolerance."
    ),
    (Status.HELD_ON_LAST_YEAR, A): _look(
        "Held on last year", "!", A, "The target was missed, but the figure is level with a year before."
    ),
    (Status.IMPROVED_ON_LAST_YEAR, A): _look(
        "Improved on last year", "!", A, "The target was missed, but the figure is better than a year before."
    ),
    (Status.UNDERSPENT, A): _look("Underspent", "!", A, _BELOW_BUDGET),
    (Status.ACHIEVED_LATE, A): _look("Achieved late", "!", A, "The milestone was reached after its due date."),
    (Status.OFF_TARGET, R): _look("Behind target", "✕", R, "The target was missed."),
    (Status.OUTSIDE_BAND, R): _look("Outside its band", "✕", R, "The figure is outside its band, on the wrong side."),
    (Status.OVERSPENT, R): _look("Overspent", "✕", R, "Spending is above its budget by more than is allowed."),
    (Status.UNDERSPENT, R): _look("Underspent", "✕", R, _BELOW_BUDGET),
    (Status.NOT_ACHIEVED, R): _look("Not achieved", "✕", R, "The milestone was due and was not reached."),
    (Status.HIDDEN, N): _look("Withheld", "–", N, "The numbers are so small that they could identify a person."),
    (Status.NOT_DUE, N): _look("Not due", "–", N, "None of the measure’s own periods ends in this one."),
    (Status.NO_DATA, N): _look(
        "No data", "–", N, "The figure is awaited, or there is a stated reason for none.", "awaiting data"
    ),
    (Status.PARTS_ONLY, N): _look(
        "Parts only", "–", N, "The measure is reported by its parts, without a total.", "reported by parts only"
    ),
    (Status.FOR_INFORMATION, N): _look(
        "For information", "–", N, "The measure is for information: neither direction is better."
    ),
    (Status.NO_TARGET, N): _look("No target", "–", N, "No target for the period is on record.", "without a target"),
}
"""Every status, in the order in which measures are sorted and the key lists them."""

_FROZEN: dict[tuple[str, str], Look] = {
    ("within_tolerance", G): _look("Within tolerance", "✓", G, "The figure is inside what was agreed."),
    ("better_than_tolerance", G): _look(
        "Better than tolerance", "★", G, "The figure is beyond its band on the good side.", css="better"
    ),
    ("outside_tolerance", R): _look("Outside tolerance", "✕", R, "The figure is outside what was agreed."),
    ("no_judgement", N): _look("No judgement", "–", N, "The measure is for information: neither direction is better."),
}
"""Codes that publications were frozen with before each word had one code of its own: they read as they were printed."""

ORDER = {key: place for place, key in enumerate(STATUSES)}

RAG_WORDS = {Rag.GREEN: "Green", Rag.AMBER: "Amber", Rag.RED: "Red", Rag.NONE: "No colour"}
RAG_FILLS = {Rag.GREEN: "#00703c", Rag.AMBER: "#f4a631", Rag.RED: "#b3261e", Rag.NONE: "#d0d5d8"}

RAG_ICONS = {Rag.GREEN: "✓", Rag.AMBER: "!", Rag.RED: "✕", Rag.NONE: "–"}

ARROWS = {Movement.UP: "↑", Movement.DOWN: "↓", Movement.LEVEL: "→", Movement.NOT_COMPARED: ""}
MOVEMENTS = {Movement.UP: "up", Movement.DOWN: "down", Movement.LEVEL: "level", Movement.NOT_COMPARED: "Not compared"}
JUDGEMENTS = {
    Judgement.IMPROVING: "improving",
    Judgement.DECLINING: "declining",
    Judgement.STEADY: "steady",
    Judgement.NONE: "no judgement",
}
PROJECTIONS = {"improve": "Improve", "decline": "Decline", "same": "Stay the same"}
NOT_STATED = ""
PROJECTION_WORDS = {**{key: PROJECTIONS[key] for key in ("improve", "same", "decline")}, NOT_STATED: "Not stated"}
PROJECTION_FILLS = {"improve": "#12436d", "same": "#c9d8e6", "decline": "#e07b39", NOT_STATED: "#ffffff"}
PROJECTION_ICONS = {"improve": "+", "same": "=", "decline": "−", NOT_STATED: "?"}
PUBLISHED_STATUS = {
    "met": "target met",
    "not_met": "target missed",
    "green": "green",
    "amber": "amber",
    "red": "red",
}

PERIOD_KINDS = {
    PeriodKind.IN_PERIOD: "for the period itself",
    PeriodKind.YEAR_TO_DATE: "for the year to date",
    PeriodKind.ROLLING_12: "over the last 12 months",
    PeriodKind.SNAPSHOT: "as the position on its last day",
}
COMPARISONS = {
    Comparison.PREVIOUS_PERIOD: "the period before",
    Comparison.SAME_PERIOD_LAST_YEAR: "the same period last year",
}


def look_of(status: Status, rag: Rag) -> Look:
    return STATUSES[(status, rag)]


def frozen_look(status: str, rag: str) -> Look:
    """The look of a status as a publication has it. Raises ValueError where it never was one."""
    frozen = _FROZEN.get((status, rag))
    return frozen or look_of(Status(status), Rag(rag))


def status_key() -> list[Look]:
    """Every status once, in the order of the key on "How it works"."""
    return list(STATUSES.values())


def travel_word(movement: Movement, judgement: Judgement) -> str:
    """The arrow shows the movement, the word the judgement: "↓ improving"."""
    if movement is Movement.NOT_COMPARED:
        return MOVEMENTS[movement]
    if judgement is Judgement.NONE:
        return f"{ARROWS[movement]} {MOVEMENTS[movement]}, {JUDGEMENTS[judgement]}"
    return f"{ARROWS[movement]} {JUDGEMENTS[judgement]}"


def opening_sentence(counts: Tally, period: Period, without_reason: int = 0) -> str:
    """How many measures have which colour, and why the others have none: clauses that add up to their number.

    ``without_reason`` of those without data are not awaited: there is a stated reason that they have no figure.
    """
    if not counts.total:
        return f"No measure was live in {period.long_label}."
    colours = [f"{counts.of(rag)} {rag.value}" for rag in (G, A, R) if counts.of(rag)]
    judged = f"{counts.judged} {_was(counts.judged)} judged for {period.long_label}"
    opening = f"Of {_measures(counts.total)}, {judged}{': ' if colours else ''}{', '.join(colours)}{_newly(counts)}."
    opening += _without_last_year(counts)
    clauses = _uncoloured(counts, without_reason)
    return f"{opening} {counts.of(N)} {_was(counts.of(N))} not: {_joined(clauses)}." if clauses else opening


def adding_up(counts: Tally) -> list[str]:
    """Each colour by its status words, adding up to it: "20 green: on target 12, in its band 8"."""
    return [f"{counts.of(rag)} {rag.value}: {', '.join(_by_word(counts, rag))}." for rag in (G, A, R) if counts.of(rag)]


def _by_word(counts: Tally, rag: Rag) -> list[str]:
    keys = sorted((key for key in counts.counts if key[1] is rag), key=ORDER.__getitem__)
    return [f"{STATUSES[key].counted} {counts.counts[key]}" for key in keys]


def _newly(counts: Tally) -> str:
    """How many of the reds are new; it stands behind their number."""
    if not counts.newly_red:
        return ""
    if counts.newly_red == counts.of(R):
        return ", newly" if counts.newly_red == 1 else ", all of them newly"
    return f", {counts.newly_red} of them newly"


def _without_last_year(counts: Tally) -> str:
    """The reds that are red because there is no figure of last year to hold them against."""
    count = counts.without_last_year
    if not count:
        return ""
    which = "The red one has" if counts.of(R) == 1 else f"{count} of the red ones {'has' if count == 1 else 'have'}"
    return f" {which} no figure of the year before to be held against."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _measures(count: int) -> str:
    return f"{count} measure{'' if count == 1 else 's'}"


def _uncoloured(counts: Tally, without_reason: int) -> list[str]:
    """Why measures have no colour, the most frequent reason first."""
    found = {STATUSES[key].counted: count for key, count in counts.counts.items() if key[1] is N}
    awaited = STATUSES[(Status.NO_DATA, N)].counted
    if without_reason:
        found[awaited] -= without_reason
        found["without a figure, with the reason given"] = without_reason
    told = {STATUSES[(Status.NO_TARGET, N)].counted: _published(counts)}
    order = sorted((name for name, count in found.items() if count), key=lambda name: (-found[name], name))
    return [f"{found[name]} {name}{told.get(name, '')}" for name in order]


def _published(counts: Tally) -> str:
    """What the paper said of those without a target on record, in brackets; "of it" where there is one alone."""
    met, missed = counts.published.get("met", 0), counts.published.get("not_met", 0)
    whose = "it" if counts.having(Status.NO_TARGET) == 1 else "them"
    told = [(met, "the target was met"), (missed, "it was missed" if met else "the target was missed")]
    said = [f"of {whose if whose == 'it' else f'{count} of them'} that {what}" for count, what in told if count]
    return f" (the paper said {', '.join(said)})" if said else ""


def _joined(clauses: Sequence[str]) -> str:
    """In a row; semicolons where a clause holds a comma of its own."""
    return ("; " if any("," in each for each in clauses) else ", ").join(clauses)


PROMISES = {
    Kept.OPEN: "That day is still to come",
    Kept.KEPT: "Kept: the first figure after it was no longer behind",
    Kept.BROKEN: "Not kept: the first figure after it was still behind",
    Kept.UNKNOWN: "Not known yet: there is no figure after it",
}
"""What became of a promise to be back on track."""


class Mark(NamedTuple):
    """A period in a contract's strip: its word, its shape and its class."""

    word: str
    icon: str
    css: str


MARKS: dict[Stand, Mark] = {
    Stand.INSIDE: Mark("within the tolerance band", "✓", "mark--inside"),
    Stand.BETTER: Mark("better than the tolerance band", "★", "mark--better"),
    Stand.OUTSIDE: Mark("outside the tolerance band", "✕", "mark--outside"),
    Stand.MISSING: Mark("no figure", "–", "mark--missing"),
}
WITHHELD_MARK = Mark("withheld", "c", "mark--withheld")
FAILURE_MARK = Mark("outside, a performance failure", "✕", "mark--outside mark--failure")
"""In the key alone: a strip says the failure's clause."""

PLACES: dict[ReportPlace, tuple[str, str]] = {
    ReportPlace.FAILURE: ("is a performance failure", "are performance failures"),
    ReportPlace.OUTSIDE: (
        "is outside the tolerance band without being a failure",
        "are outside the tolerance band without being a failure",
    ),
    ReportPlace.BETTER: ("is better than the tolerance band", "are better than the tolerance band"),
    ReportPlace.INSIDE: ("is within the tolerance band or achieved", "are within the tolerance band or achieved"),
    ReportPlace.MISSING: ("has no figure to judge", "have no figure to judge"),
    ReportPlace.WITHHELD: ("is withheld", "are withheld"),
    ReportPlace.NOT_COUNTED: ("has no period that counts yet", "have no period that counts yet"),
}
"""Where the KPIs of a contract stand: their clauses in its report's opening sentence."""


def contract_sentence(places: Mapping[ReportPlace, int], period: Period) -> str:
    """One sentence that adds up to the number of the contract's KPIs."""
    total = sum(places.values())
    if not total:
        return f"No KPI was in force in {period.long_label}."
    clauses = [f"{count} {PLACES[place][count != 1]}" for place, count in places.items()]
    return f"Of {total} KPI{'' if total == 1 else 's'}, {_joined(clauses)}."


TURNS: dict[Turn, tuple[str, str]] = {
    Turn.BETTER: ("is better", "are better"),
    Turn.WORSE: ("is worse", "are worse"),
    Turn.OTHER: ("has another status of the same colour", "have another status of the same colour"),
    Turn.UNCHANGED: ("is unchanged", "are unchanged"),
    Turn.NOT_COMPARED: ("cannot be compared", "cannot be compared"),
}
"""What became of measures since the period before: their clauses ("n ...")."""


class Without(NamedTuple):
    """Why measures of a status have no colour: clauses for now (one, several), for before, and how both are joined."""

    one: str
    several: str
    before_one: str
    before: str
    both: str = "in either period"


WITHOUT: dict[Status, Without] = {
    Status.HIDDEN: Without("is withheld", "are withheld", "was withheld", "were withheld", "in both periods"),
    Status.NOT_DUE: Without("is not due", "are not due", "was not due", "were not due"),
    Status.NO_DATA: Without("has no figure", "have no figure", "had no figure", "had no figure"),
    Status.NO_TARGET: Without(
        "has no target on record", "have no target on record", "had no target on record", "had no target on record"
    ),
    Status.PARTS_ONLY: Without(
        "is reported by its parts only",
        "are reported by their parts only",
        "was reported by its parts only",
        "were reported by their parts only",
        "in both periods",
    ),
    Status.FOR_INFORMATION: Without(
        "is for information", "are for information", "was for information", "were for information", "in both periods"
    ),
}

TOLD: dict[ChangeTopic, str] = {
    ChangeTopic.BETTER: "Better",
    ChangeTopic.WORSE: "Worse",
    ChangeTopic.OTHER: "Another status of the same colour",
    ChangeTopic.FIRST: "A figure where there was none",
    ChangeTopic.LOST: "No figure where there was one",
    ChangeTopic.ONE_SIDE: "Judged in one of the two periods only",
    ChangeTopic.UNLIKE: "Counted or judged in another way",
    ChangeTopic.NEW: "New on the scorecard",
    ChangeTopic.GONE: "No longer on the scorecard",
}
