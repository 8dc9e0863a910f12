"""What the cells of a figure mean, by the rules of entry: the figure that is proposed, and what a person is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpis.domain.entry import Doubt, Neighbours, earlier_of_year, warnings_for
from kpis.domain.figure import Figure
from kpis.domain.figure_reader import Typed, read
from kpis.domain.numbers import NumberError, Unit, parse_number, plain
from kpis.domain.period_text import PeriodError, parse_day
from kpis.domain.periods import Kind, Period, PeriodKind
from kpis.domain.shorthand import Shorthand, read_shorthand
from kpis.domain.words import Marker, Rule
from kpis.own_sheets.rules_grid import SheetCell
from kpis.own_sheets.rules_headings import CUMULATIVE
from kpis.own_sheets.rules_measures import SheetMeasure
from kpis.own_sheets.rules_resolving import Resolved
from kpis.own_sheets.rules_rows import OwnFigure, Spot
from kpis.own_sheets.rules_vocabulary import NUMBERS, ColumnRole

PARTS = (ColumnRole.NUMERATOR, ColumnRole.DENOMINATOR)
MARKERS = {marker.value: marker for marker in Marker}
TENTATIVE = re.compile(r"\b(?:provisional|estimated)\b", re.IGNORECASE)
HIDDEN = "the row is hidden in the workbook: is it meant to be brought in?"


@dataclass
class OwnProposal:
    """A figure as it is understood. ``why``: it is left alone for that; ``faults`` are cells with what must be put
    right; ``texts`` are its numbers as columns of the format have them."""

    figure: OwnFigure
    period: Period | None = None
    is_other: bool = False
    read: Figure = field(default_factory=Figure)
    texts: dict[str, str] = field(default_factory=dict)
    marker: str = ""
    questions: list[str] = field(default_factory=list)
    faults: list[tuple[Spot, str]] = field(default_factory=list)
    why: str = ""

    @property
    def measure(self) -> SheetMeasure:
        return self.figure.match.measure

    @property
    def spot(self) -> Spot:
        """The cell of its value, else of its first number, else of the marker that says why there is none."""
        parts = (self.figure.parts[role] for role in NUMBERS if role in self.figure.parts)
        return next(parts, None) or self.figure.format["marker"]

    @property
    def cell(self) -> str:
        return self.spot.name

    def ask(self, question: str) -> None:
        if question and question not in self.questions:
            self.questions.append(question)


def understand(figure: OwnFigure, resolved: Resolved, legend: Mapping[str, str]) -> OwnProposal:
    """What a figure's cells say. What is wrong with them is among its faults; nothing is raised."""
    made = OwnProposal(figure, resolved.period, resolved.is_other)
    if resolved.is_other:
        made.read = _in_passing(made)
        return made
    for spot in (*figure.parts.values(), *figure.claims.values(), *figure.beside.values(), *figure.format.values()):
        if spot.cell.fault:
            made.faults.append((spot, spot.cell.fault))
    if resolved.fault and figure.over:
        made.faults.append((figure.over, resolved.fault))
    made.ask(figure.match.question)
    made.ask(resolved.question)
    _read_numbers(made, legend)
    made.why = made.why or resolved.why
    if figure.is_hidden:
        made.ask(HIDDEN)
    return made


def _in_passing(made: OwnProposal) -> Figure:
    """The value of a figure that others are held against, and of which nothing else is of interest."""
    spot = made.figure.parts.get(ColumnRole.VALUE)
    sign = None if spot is None or spot.cell.fault else _sign(made, spot, False)
    try:
        return Figure(parse_number(sign.number, made.measure.unit) if sign and sign.number else None)
    except NumberError:
        return Figure()


def _read_numbers(made: OwnProposal, legend: Mapping[str, str]) -> None:
    """The numbers by the one reader of figures. Where one is a sign and no number, none of them is taken."""
    has_parts = all(role in made.figure.parts for role in PARTS)
    signs = {
        role: _sign(made, spot, has_parts and role is ColumnRole.VALUE) for role, spot in made.figure.parts.items()
    }
    if any(each is None for each in signs.values()):
        unread = next(role for role, each in signs.items() if each is None)
        made.why = f"cell {made.figure.parts[unread].name} holds no number"
        return
    known = {role: each for role, each in signs.items() if each is not None}
    if known and all(each.is_nothing for each in known.values()):
        made.why = "a dash stands where the figure would"
        return
    for each in known.values():
        made.ask(_with_legend(each.question, legend))
    marker = _marker(made, next((each.marker for each in known.values() if each.marker), None))
    if any(not each.number and not each.is_nothing for each in known.values()):
        return
    made.texts = {role.value: each.number for role, each in known.items() if each.number}
    _check(made, marker)


def _sign(made: OwnProposal, spot: Spot, has_parts: bool) -> Shorthand | None:
    """What one cell of a figure says; a computed number is taken as its cell shows it, but beside its parts."""
    cell = spot.cell
    if cell.scaled:
        made.ask(cell.scaled)
    if cell.is_number:
        return Shorthand(_taken(made, cell, has_parts))
    if cell.fault:
        return Shorthand("0")
    if made.measure.unit is Unit.MILESTONE:
        is_sign = read_shorthand(cell.text)
        return is_sign if is_sign and not is_sign.number else Shorthand(cell.text)
    label = made.measure.unit_label or ("days" if made.measure.unit is Unit.DAYS else "")
    return read_shorthand(cell.text, label)


def _taken(made: OwnProposal, cell: SheetCell, has_parts: bool) -> str:
    if not cell.shown or has_parts:
        return cell.text
    if cell.shown != cell.text:
        made.ask(f"{cell.text} was worked out, and is taken as its cell shows it, {cell.shown}: is that right?")
    return cell.shown


def _with_legend(question: str, legend: Mapping[str, str]) -> str:
    """A question about a sign, with what a note of the sheet says of it."""
    meant = next((text for sign, text in legend.items() if sign in question.lower()), "")
    return f"{question} The sheet says: “{meant}”." if meant and question else question


def _marker(made: OwnProposal, signed: Marker | None) -> Marker:
    """The marker of a figure: that of its column, else that of a sign behind the number, else of its heading."""
    spot = made.figure.format.get("marker")
    word = "_".join(spot.cell.text.lower().replace("_", " ").split()) if spot else ""
    if spot and word not in MARKERS:
        made.faults.append((spot, f"“{spot.cell.text}” is not one of {', '.join(MARKERS)}"))
    headed = next((worded[0].lower() for text in made.figure.words if (worded := TENTATIVE.search(text))), "")
    found = MARKERS.get(word) or signed or MARKERS.get(headed)
    made.marker = found.value if found else ""
    return found or Marker.FINAL


def _check(made: OwnProposal, marker: Marker) -> None:
    """Read the numbers as entry does, and look for slips as its preview does."""
    if any(spot.cell.fault for spot in made.figure.parts.values()):
        return
    texts = Typed(made.texts)
    made.read = read(texts, made.measure.shape(made.period), marker)
    for column, message in texts.problems:
        role = ColumnRole(column) if column in ("value", "numerator", "denominator") else ColumnRole.VALUE
        made.faults.append((made.figure.parts.get(role, made.spot), message))
    if texts.sound:
        made.texts = _plain(made)


def _plain(made: OwnProposal) -> dict[str, str]:
    """The numbers as the format writes them; a value that was not stated is left to its parts."""
    if made.measure.unit is Unit.MILESTONE:
        return {"value": made.texts.get("value", "").lower()}
    value = made.read.value if "value" in made.texts else None
    if value is not None and made.read.denominator is not None:
        value = parse_number(made.texts["value"], made.measure.unit)
    numbers = {"value": value, "numerator": made.read.numerator, "denominator": made.read.denominator}
    return {column: plain(each) for column, each in numbers.items() if each is not None}


def doubt(made: OwnProposal, figures: Mapping[Period, Decimal]) -> None:
    """Ask what entry would ask of the figure, beside those that are stored and those of the sheet itself."""
    rule, value = made.measure.rule(made.period), made.read.value
    if rule is None or value is None:
        return
    beside = _neighbours(rule, made.period, figures) if made.period else Neighbours()
    found = warnings_for(rule, value, made.measure.is_share, beside)
    is_fraction = any(each.doubt is Doubt.FRACTION for each in found)
    for each in found:
        if not (is_fraction and each.doubt is Doubt.OUT_OF_SCALE):
            made.ask(each.text)
    if not any(each.doubt is Doubt.CUMULATIVE for each in found):
        made.ask(_cumulative_by_words(made, rule))


def _neighbours(rule: Rule, period: Period, figures: Mapping[Period, Decimal]) -> Neighbours:
    to_date = rule.period_kind is PeriodKind.YEAR_TO_DATE
    alike = {
        each: value
        for each, value in figures.items()
        if each.kind is period.kind and each != period and (not to_date or each.end.month == period.end.month)
    }
    history = tuple(value for value in alike.values() if value)
    if not rule.unit.adds_up:
        return Neighbours(history)
    if to_date:
        start = period.of_year.start
        before = max(
            (each for each in figures if start <= each.end < period.end), key=lambda each: each.end, default=None
        )
        return Neighbours(history, to_date_before=figures[before] if before else None)
    return Neighbours(history, of_year=earlier_of_year(period, {each.start: value for each, value in alike.items()}))


def _cumulative_by_words(made: OwnProposal, rule: Rule) -> str:
    """The question where the sheet itself calls a figure cumulative that here is one of the period itself."""
    said = next((text for text in made.figure.words if CUMULATIVE.search(text)), "")
    period = made.period
    is_later = period is not None and period.kind is not Kind.YEAR and period.number > 1
    if not said or not is_later or not rule.unit.adds_up or rule.period_kind is not PeriodKind.IN_PERIOD:
        return ""
    return f"the sheet says “{said}”, and this measure’s figures are for the period itself: is it for the year to date?"


def day_of(made: OwnProposal, spot: Spot | None) -> str:
    """The day by which an action is due; what is no day stays as it is, and is asked about."""
    if spot is None:
        return ""
    try:
        return parse_day(spot.cell.text).isoformat()
    except PeriodError:
        made.ask(f"“{spot.cell.text}” is no day: by which day is the action due?")
        return spot.cell.text
