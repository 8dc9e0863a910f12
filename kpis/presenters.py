"""How verdicts are said: the one table of words, icons and classes, and the opening sentence made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kpis.domain.entry import Kept
from kpis.domain.periods import Period, PeriodKind
from kpis.domain.summary import Tally
from kpis.domain.words import ChangeTopic, Comparison, Judgement, Movement, Rag, ReportPlace, Stand, Status, Turn


class Look(NamedTuple):
    """A status as people see it. ``one`` and ``several`` are its clause in the opening sentence ("n ...")."""

    word: str
    icon: str
    css: str
    rag: str
    meaning: str
    one: str
    several: str


def _look(word: str, icon: str, rag: Rag, meaning: str, one: str, several: str = "", css: str = "") -> Look:
    return Look(word, icon, f"status--{css or rag}", rag.value, meaning, one, several or one)


G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE

STATUSES: dict[tuple[Status, Rag], Look] = {
    (Status.ON_TARGET, G): _look("On target", "✓", G, "The figure is at its target or better.", "met it"),
    (Status.WITHIN_TOLERANCE, G): _look(
        "Within tolerance",
        "✓",
        G,
        "The figure is inside what was agreed: its band, its allowed variance, or near its target.",
        "is within tolerance",
        "are within tolerance",
    ),
    (Status.BETTER_THAN_TOLERANCE, G): _look(
        "Better than tolerance",
        "★",
        G,
        "The figure is beyond its band on the good side.",
        "is better than its band",
        "are better than their bands",
        css="better",
    ),
    (Status.ACHIEVED, G): _look(
        "Achieved",
        "✓",
        G,
        "The milestone was reached by its due date.",
        "milestone was achieved",
        "milestones were achieved",
    ),
    (Status.WITHIN_TOLERANCE, A): _look(
        "Within tolerance",
        "!",
        A,
        "The target was missed by no more than the tolerance.",
        "missed it within tolerance",
    ),
    (Status.IMPROVED_ON_LAST_YEAR, A): _look(
        "Improved on last year",
        "!",
        A,
        "The target was missed, but the figure is better than (or as good as) a year before.",
        "missed it but improved on last year",
    ),
    (Status.UNDERSPENT, A): _look(
        "Underspent", "!", A, "Spending is below budget by more than is allowed.", "is underspent", "are underspent"
    ),
    (Status.ACHIEVED_LATE, A): _look(
        "Achieved late",
        "!",
        A,
        "The milestone was reached after its due date.",
        "milestone was achieved late",
        "milestones were achieved late",
    ),
    (Status.OFF_TARGET, R): _look("Behind target", "✕", R, "The target was missed.", "did not"),
    (Status.OUTSIDE_TOLERANCE, R): _look(
        "Outside tolerance",
        "✕",
        R,
        "The figure is outside what was agreed, on the wrong side.",
        "is outside tolerance",
        "are outside tolerance",
    ),
    (Status.UNDERSPENT, R): _look(
        "Underspent", "✕", R, "Spending is below budget by more than is allowed.", "is underspent", "are underspent"
    ),
    (Status.NOT_ACHIEVED, R): _look(
        "Not achieved",
        "✕",
        R,
        "The milestone was due and was not reached.",
        "milestone was not achieved",
        "milestones were not achieved",
    ),
    (Status.HIDDEN, N): _look(
        "Withheld", "–", N, "The numbers are so small that they could identify a person.", "is withheld", "are withheld"
    ),
    (Status.NOT_DUE, N): _look(
        "Not due", "–", N, "None of the measure's own periods ends in this one.", "is not due", "are not due"
    ),
    (Status.NO_DATA, N): _look(
        "No data", "–", N, "The figure is awaited, or there is a stated reason for none.", "awaits data", "await data"
    ),
    (Status.NO_TARGET, N): _look(
        "No target",
        "–",
        N,
        "No target for the period is on record.",
        "has no target on record",
        "have no target on record",
    ),
    (Status.NO_JUDGEMENT, N): _look(
        "No judgement",
        "–",
        N,
        "The measure is for information: neither direction is better.",
        "is for information",
        "are for information",
    ),
}
ORDER = {key: place for place, key in enumerate(STATUSES)}
TARGET_WORDS = ((Status.ON_TARGET, G), (Status.OFF_TARGET, R))

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
    """One sentence, or two, with a clause for every status present, adding up to the number of measures.

    ``without_reason`` of those without data are not awaited: there is a stated reason that they have no figure.
    """
    if not counts.total:
        return f"No measure was live in {period.long_label}."
    return f"Of {_measures(counts.total)}, {_judged(counts, period)}{_unjudged(counts, without_reason)}."


def _measures(count: int) -> str:
    return f"{count} measure{'' if count == 1 else 's'}"


def _judged(counts: Tally, period: Period) -> str:
    have = "has" if counts.judged == 1 else "have"
    opening = f"{counts.judged} {have} a target and a figure for {period.long_label}"
    keys = {key for key in counts.counts if key[1] is not N}
    if not keys:
        return opening
    if keys & set(TARGET_WORDS):
        keys |= set(TARGET_WORDS)
    clauses = _joined([_clause(counts, key) for key in sorted(keys, key=ORDER.__getitem__)])
    return f"{opening}: {clauses if keys <= set(TARGET_WORDS) else clauses.replace(' did not', ' missed it')}"


def _clause(counts: Tally, key: tuple[Status, Rag], taken: int = 0) -> str:
    count = counts.counts.get(key, 0) - taken
    look = STATUSES[key]
    return f"{count} {look.one if count == 1 else look.several}"


def _unjudged(counts: Tally, without_reason: int) -> str:
    clauses = []
    for key in sorted((key for key in counts.counts if key[1] is N), key=lambda key: -ORDER[key]):
        taken = without_reason if key[0] is Status.NO_DATA else 0
        if counts.counts[key] > taken:
            clauses.append(f"{_clause(counts, key, taken)}{_published(counts) if key[0] is Status.NO_TARGET else ''}")
        if taken:
            clauses.append(f"{taken} {'has' if taken == 1 else 'have'} no figure, with the reason given")
    return f". {_joined(clauses)}" if clauses else ""


def _published(counts: Tally) -> str:
    met, missed = counts.published.get("met", 0), counts.published.get("not_met", 0)
    said = []
    if met:
        said.append(f"of {met} of them that the target was met")
    if missed:
        said.append(
            f"of {missed}{'' if met else ' of them'} that it was missed"
            if met
            else f"of {missed} of them that the target was missed"
        )
    return f" (the paper said {', '.join(said)})" if said else ""


def _joined(clauses: Sequence[str]) -> str:
    return ", ".join(clauses)


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
    Stand.INSIDE: Mark("within tolerance", "✓", "mark--inside"),
    Stand.BETTER: Mark("better than tolerance", "★", "mark--better"),
    Stand.OUTSIDE: Mark("outside tolerance", "✕", "mark--outside"),
    Stand.MISSING: Mark("no figure", "–", "mark--missing"),
}
WITHHELD_MARK = Mark("withheld", "c", "mark--withheld")
FAILURE_MARK = Mark("outside, a performance failure", "✕", "mark--outside mark--failure")
"""In the key alone: a strip says the failure's clause."""

PLACES: dict[ReportPlace, tuple[str, str]] = {
    ReportPlace.FAILURE: ("is a performance failure", "are performance failures"),
    ReportPlace.OUTSIDE: (
        "is outside tolerance without being a failure",
        "are outside tolerance without being a failure",
    ),
    ReportPlace.BETTER: ("is better than tolerance", "are better than tolerance"),
    ReportPlace.INSIDE: ("is within tolerance or achieved", "are within tolerance or achieved"),
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
    Status.NO_JUDGEMENT: Without(
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
