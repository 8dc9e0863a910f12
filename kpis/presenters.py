"""How verdicts are said: the one table of words, icons and classes, and the opening sentence made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kpis.domain.periods import Kind, Period, PeriodKind, date_text
from kpis.domain.promises import Kept, Outcome
from kpis.domain.statistics.words import Assurance, ForecastMethod, Signal
from kpis.domain.strip import RedRun
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


def joined(clauses: Sequence[str]) -> str:
    """In a row; semicolons where a clause holds a comma of its own."""
    return ("; " if any("," in each for each in clauses) else ", ").join(clauses)


PROMISES: dict[Kept, tuple[str, str]] = {
    Kept.OPEN: ("back on track by {by}", "That day is still to come"),
    Kept.KEPT: ("promised for {by}, kept", "Kept: the first figure after it was no longer behind"),
    Kept.BROKEN: ("promised for {by}, not kept", "Not kept: the first figure after it was still behind"),
    Kept.UNKNOWN: ("promised for {by}, no figure yet", "Not known yet: there is no figure after it"),
    Kept.MOVED: ("promised for {by}, moved to {to}", "Moved to {to} before that day came"),
    Kept.WITHDRAWN: ("promised for {by}, withdrawn", "Withdrawn: the figure is no longer behind, or no day is given"),
}
"""What became of a promise to be back on track: in a row, and at length."""


PROMISE_HEADINGS = {
    Kept.OPEN: "Due",
    Kept.BROKEN: "Not kept",
    Kept.UNKNOWN: "Fell due, no figure yet",
    Kept.KEPT: "Kept",
    Kept.MOVED: "Moved",
    Kept.WITHDRAWN: "Withdrawn",
}
"""What became of promises as headings, in the order in which it matters."""


def promise_in_row(told: Outcome) -> str:
    """ "back on track by 31 March 2027"; "promised for 30 June 2026, not kept"."""
    return _told(PROMISES[told.kept][0], told)


def promise_at_length(told: Outcome) -> str:
    """ "Not kept: the first figure after it was still behind", which stands beside the day."""
    return _told(PROMISES[told.kept][1], told)


def _told(text: str, told: Outcome) -> str:
    return text.format(by=date_text(told.by), to=date_text(told.moved_to) if told.moved_to else "")


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


def strip_mark(status: Status, rag: Rag) -> Mark:
    """A period in a measure's strip: its status's own word, a shape for its colour, and a sign in it."""
    look = look_of(status, rag)
    css = look.css.replace("status--", "spot--")
    return Mark(look.word.lower(), WITHHELD_MARK.icon if status is Status.HIDDEN else look.icon, css)


SPANS_OF = {
    Kind.MONTH: "month",
    Kind.QUARTER: "quarter",
    Kind.HALF: "half-year",
    Kind.YEAR: "year",
    Kind.SNAPSHOT: "position",
}


def red_for(run: RedRun) -> str:
    """For how long a measure has been red: "8 quarters red"."""
    periods = f"{run.periods} {SPANS_OF[run.kind]}{'' if run.periods == 1 else 's'} red"
    return f"{periods} or longer" if run.or_longer else periods


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
    return f"Of {total} KPI{'' if total == 1 else 's'}, {joined(clauses)}."


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


SIGNALS: dict[Signal, str] = {
    Signal.OUTSIDE: "outside what chance does",
    Signal.RUN: "seventh in a row or more that only rises or only falls",
    Signal.TWO_OF_THREE: "two of three far out on the same side",
    Signal.SHIFT: "seventh in a row or more on one side of the mean",
}
"""What a point of a control chart says."""
ASSURANCES: dict[Assurance, str] = {
    Assurance.MEETS: "If it goes on like this it will meet {target} each time: chance keeps it from {low} to {high}.",
    Assurance.MISSES: ("If nothing changes it will miss {target} each time: chance keeps it from {low} to {high}."),
    Assurance.HIT_AND_MISS: "It will meet {target} or miss it by chance: that lies between {low} and {high}.",
}
"""What is to be expected against what is aimed at."""
FORECASTS: dict[ForecastMethod, str] = {
    ForecastMethod.RUN_RATE: "If the rest of the year is like what has passed of it,",
    ForecastMethod.SEASONAL: "If the rest of the year is like that of past years,",
    ForecastMethod.SLOPE: "If it keeps to the line through its figures,",
}
"""What a forecast takes for granted."""
