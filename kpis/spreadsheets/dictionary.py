"""What the columns of the downloads mean: one table for the sheet in every workbook and for docs/data-dictionary.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kpis.domain.numbers import Unit
from kpis.domain.words import Judgement, Marker, Movement, Rag, Status


class DictionaryEntry(NamedTuple):
    """Columns that are explained together. ``unit``: what a number is in; ``allowed``: what may stand there."""

    columns: tuple[str, ...]
    meaning: str
    unit: str = ""
    allowed: str = "text"


NUMBER, PERIOD = "a number", "a period"
IN_UNIT = "the measure's"
COUNTED = "what is counted"
UNITS, MARKERS = ", ".join(Unit), ", ".join(Marker)
MOVEMENTS, JUDGEMENTS = ", ".join(Movement), ", ".join(Judgement)
STATUSES, RAGS = ", ".join(Status), ", ".join(Rag)

UNIT = DictionaryEntry(("unit",), "what the measure's numbers are in", "", UNITS)
VALUE = DictionaryEntry(
    ("value",),
    "the figure as stored, before it is rounded for printing; achieved or not achieved for a milestone",
    IN_UNIT,
    f"{NUMBER}; achieved, not achieved; [c]",
)
PARTS = DictionaryEntry(
    ("numerator", "denominator"), "what it was worked out from, where that is known", COUNTED, f"{NUMBER}; [c]"
)
MARKER = DictionaryEntry(
    ("marker",), "whether the figure is final, provisional, revised, estimated, or why there is none", "", MARKERS
)
PRINTED = DictionaryEntry(("printed",), "the figure as the page prints it, in its unit, or in words why there is none")
TARGET = DictionaryEntry(("target",), "the target or budget as it was set", IN_UNIT, NUMBER)
TOLERANCE = DictionaryEntry(
    ("tolerance_low", "tolerance_high"),
    "the edges of a band; the allowed variance in percent; or the far edge of a tolerance (low where higher is better, "
    "high where lower is)",
    f"{IN_UNIT}; percent for a variance",
    NUMBER,
)
STATUS = DictionaryEntry(("status",), "the verdict on the figure", "", STATUSES)
RAG = DictionaryEntry(("rag",), "its colour", "", RAGS)
REASON = DictionaryEntry(("status_reason",), "the sentence that says how it was worked out")
COMMENTARY = DictionaryEntry(("commentary",), "what the service wrote")

SCORECARD = (
    DictionaryEntry(("council",), "the council's short name in addresses, such as warwickshire"),
    DictionaryEntry(("framework",), "the plan or contract, by its short name"),
    DictionaryEntry(("outcome", "policy_area"), "where the measure stands in the plan"),
    DictionaryEntry(("ref", "title"), "the measure"),
    UNIT,
    DictionaryEntry(
        ("period",),
        "the period of this row's figure, which can be another than the scorecard's; blank: not due",
        "",
        PERIOD,
    ),
    VALUE,
    PARTS,
    MARKER,
    PRINTED,
    TARGET,
    TOLERANCE,
    DictionaryEntry(("baseline",), "the latest baseline up to the period", IN_UNIT, NUMBER),
    STATUS,
    RAG,
    REASON,
    DictionaryEntry(("dot_movement",), "direction of travel: how the figure moved since the one before", "", MOVEMENTS),
    DictionaryEntry(("dot_judgement",), "what that movement means, by which way is better", "", JUDGEMENTS),
    DictionaryEntry(("dot_reason",), "the sentence that says what it was compared with"),
    DictionaryEntry(("trend_movement",), "how the figures moved over 5 years, 8 quarters or 13 months", "", MOVEMENTS),
    DictionaryEntry(("trend_judgement",), "what the trend means, by which way is better", "", JUDGEMENTS),
    DictionaryEntry(
        ("published_status",),
        "what a past paper or the service said of the status",
        "",
        "met, not_met, green, amber, red",
    ),
    DictionaryEntry(
        ("published_dot", "published_trend"), "what a past paper or the service said of direction and trend", "",
        MOVEMENTS,
    ),
    DictionaryEntry(("projection",), "what the service expects of the next period", "", "improve, decline, same"),
    DictionaryEntry(("previous_period",), "the period that the direction of travel compares with", "", PERIOD),
    DictionaryEntry(
        ("previous_value",),
        "its figure, rounded as printed; blank where there was no figure to compare with",
        IN_UNIT,
        f"{NUMBER}; [c]",
    ),
    COMMENTARY,
)  # fmt: skip

MEASURE = (
    DictionaryEntry(("council", "ref", "title"), "the council, by its short name, and the measure"),
    UNIT,
    DictionaryEntry(
        ("period",),
        "the period of the figure, by the name that a scorecard of the same period has for it: a position on 31 March "
        "is that of a quarter, or on a year's scorecard of the year",
        "",
        PERIOD,
    ),
    DictionaryEntry(("period_start", "period_end"), "its first and its last day", "", "a date such as 2019-03-31"),
    DictionaryEntry(
        ("dimension", "category"),
        "the breakdown and the part, such as District and Rugby; blank: the total",
    ),
    VALUE,
    PARTS,
    MARKER,
    PRINTED,
    TARGET,
    TOLERANCE,
    STATUS,
    RAG,
    REASON,
    COMMENTARY,
    DictionaryEntry(("notice",), "the council's notice, where it carries one"),
)

HEADINGS = ("Column", "Meaning", "Unit", "Allowed values")
NOTES = (
    ("[c]", "Withheld, because the numbers are so small that they could identify a person."),
    ("A blank cell", "Not applicable, or not on record: the columns marker and status_reason say which."),
    ("final", "The figure will not change."),
    ("provisional", "The figure may still change; the printed form says until when, where that is known."),
    ("revised", "The figure replaces one that was reported before."),
    ("estimated", "The figure is an estimate."),
    ("awaiting", "There is no figure yet."),
    ("not_applicable", "There is no figure, because there is nothing to measure, such as no cases."),
    ("not_monitored", "There is no figure, because the measure was not monitored then."),
    ("suppressed", "There is no figure, because its source withholds it."),
    (
        "An apostrophe before a text",
        "The text begins with a sign by which a spreadsheet would take it for a formula. The apostrophe keeps it text.",
    ),
    ("Numbers", "Plain numbers with all the digits that are stored; the column printed has them rounded."),
)
"""What stands in cells and needs a word, for the sheet of notes."""


def rows_for(columns: Sequence[str], entries: Sequence[DictionaryEntry]) -> list[dict[str, str]]:
    """The dictionary's rows for a table, a row a column in the table's order. Raises KeyError for an unknown column."""
    known = {column: entry for entry in entries for column in entry.columns}
    found = [(column, known[column]) for column in columns]
    return [dict(zip(HEADINGS, (column, *each[1:]), strict=True)) for column, each in found]
