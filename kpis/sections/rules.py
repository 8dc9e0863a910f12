"""A committee report's shape: its sections in the order of council papers, and the texts that people write for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kpis.domain.words import Part

LONGEST_TEXT = 100_000
"""Characters of one text: 10,000 words fit well."""
LONGEST_HEADING = 200
LONGEST_TITLE = 300
MOST_TABLE_ROWS = 200
MOST_TABLE_COLUMNS = 12


class DraftError(ValueError):
    """A draft that cannot be kept; the message names the section and the remedy."""


HEADINGS = {part: part.heading for part in Part}
WRITTEN = frozenset(part for part in Part if part.is_written)
"""Sections that hold nothing but what people write: without a text they are left out."""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """One section: its heading, the text that a person wrote for it (paragraphs apart by a blank line, lines that
    begin with "- " are a list), and whether it is in the report."""

    part: Part
    heading: str
    text: str = ""
    is_in: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What people write and choose for a report. ``table`` is the financial commentary's (first row: its headings);
    ``no_breakdown`` are the references of measures whose breakdowns are left out."""

    title: str
    sections: tuple[PaperSection, ...]
    table_caption: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    no_breakdown: frozenset[str] = field(default_factory=frozenset)

    def section(self, part: Part) -> PaperSection:
        return next(each for each in self.sections if each.part is part)


def new_draft(title: str, is_contract: bool = False, texts: Mapping[Part, str] | None = None) -> Draft:
    """The usual sections in their usual order; that of a contract only for a contract."""
    texts = texts or {}
    sections = (
        PaperSection(part, heading, texts.get(part, ""), part is not Part.CONTRACT or is_contract)
        for part, heading in HEADINGS.items()
    )
    return Draft(title, tuple(sections))


def checked(draft: Draft) -> Draft:
    """The draft with its texts trimmed. Raises DraftError, naming what is wrong."""
    if not draft.title.strip():
        raise DraftError("Give the report a title.")
    if len(draft.title) > LONGEST_TITLE:
        raise DraftError(f"The title is longer than {LONGEST_TITLE} characters: shorten it.")
    if sorted(each.part for each in draft.sections) != sorted(Part):
        raise DraftError("Every section of a report stands in it once; those not wanted are left out of print.")
    if not any(each.is_in for each in draft.sections):
        raise DraftError("Keep at least one section in the report.")
    _check_table(draft.table)
    return replace(draft, title=draft.title.strip(), sections=tuple(_checked(each) for each in draft.sections))


def _checked(section: PaperSection) -> PaperSection:
    name = HEADINGS[section.part]
    if not section.heading.strip():
        raise DraftError(f"Give the section {name} a heading.")
    if len(section.heading) > LONGEST_HEADING:
        raise DraftError(f"The heading of {name} is longer than {LONGEST_HEADING} characters: shorten it.")
    if len(section.text) > LONGEST_TEXT:
        raise DraftError(f"The text of {name} is longer than {LONGEST_TEXT:,} characters: shorten it.")
    return replace(section, heading=section.heading.strip(), text=section.text.replace("\r\n", "\n").strip())


def _check_table(table: Sequence[Sequence[str]]) -> None:
    if len(table) > MOST_TABLE_ROWS or any(len(row) > MOST_TABLE_COLUMNS for row in table):
        raise DraftError(f"The financial table may have {MOST_TABLE_ROWS} rows and {MOST_TABLE_COLUMNS} columns.")
    if len({len(row) for row in table}) > 1:
        raise DraftError("Every row of the financial table needs as many cells as its headings.")


def table_of(text: str) -> tuple[tuple[str, ...], ...]:
    """A table as people paste it from a spreadsheet: a row a line, cells apart by tabs, or by | without any."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    mark = "\t" if any("\t" in line for line in lines) else "|"
    rows = [tuple(cell.strip() for cell in line.strip("\r").split(mark)) for line in lines]
    widest = max((len(row) for row in rows), default=0)
    return tuple(row + ("",) * (widest - len(row)) for row in rows)


def table_text(table: Sequence[Sequence[str]]) -> str:
    """The same as text again, for the form."""
    return "\n".join("\t".join(row) for row in table)


def as_stored(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "sections": [
            {"part": each.part.value, "heading": each.heading, "text": each.text, "is_in": each.is_in}
            for each in draft.sections
        ],
        "table_caption": draft.table_caption,
        "table": [list(row) for row in draft.table],
        "no_breakdown": sorted(draft.no_breakdown),
    }


def from_stored(stored: Mapping[str, Any]) -> Draft:
    """A draft as it was stored; a section that came later is added at its place, left out of print."""
    known = [
        PaperSection(Part(each["part"]), each["heading"], each.get("text", ""), bool(each.get("is_in", True)))
        for each in stored["sections"]
        if each["part"] in set(Part)
    ]
    table = tuple(tuple(str(cell) for cell in row) for row in stored.get("table", []))
    caption = stored.get("table_caption", "")
    return Draft(stored["title"], _with_later(known), caption, table, frozenset(stored.get("no_breakdown", [])))


def _with_later(known: Sequence[PaperSection]) -> tuple[PaperSection, ...]:
    """With the sections that came later than the draft, each behind the one that it follows in a new report."""
    found, before = list(known), -1
    for part in Part:
        place = next((at for at, each in enumerate(found) if each.part is part), None)
        if place is None:
            place = before + 1
            found.insert(place, PaperSection(part, HEADINGS[part], "", False))
        before = place
    return tuple(found)
