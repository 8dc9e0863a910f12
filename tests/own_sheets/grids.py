"""Sheets and measures without a file and without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpis.domain.numbers import Unit, plain
from kpis.domain.own_periods import Reporting
from kpis.domain.period_text import parse_period
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart
from kpis.domain.words import Polarity, Rule, Scheme
from kpis.own_sheets.rules import Recognised, recognise
from kpis.own_sheets.rules_figures import OwnProposal
from kpis.own_sheets.rules_grid import Place, SheetCell, SheetGrid, with_merges
from kpis.own_sheets.rules_measures import Catalogue, SheetMeasure

Q2 = "2026/27 Q2"


def measure(
    ref: str, title: str, unit: Unit = Unit.COUNT, kind: PeriodKind = PeriodKind.SNAPSHOT,
    frequency: Frequency = Frequency.QUARTERLY, year: YearStart = YearStart.APRIL, label: str = "",
    figures: Mapping[str, int] | None = None,
) -> SheetMeasure:  # fmt: skip
    rule = Rule(Scheme.TARGET, Polarity.HIGHER, unit, 1, label, kind)
    stored = {parse_period(period): Decimal(value) for period, value in (figures or {}).items()}
    reporting = Reporting(frequency, year, kind, unit)
    is_share = unit is Unit.PERCENTAGE
    return SheetMeasure(ref, title, reporting, unit, label, is_share, "ask", ((None, rule),), stored)


CATALOGUE = Catalogue(
    [
        measure("CYP01", "Children with a child protection plan"),
        measure("CYP03", "Unaccompanied children seeking asylum who are looked after"),
        measure("CYP04", "Average caseload of a children's social worker", Unit.AVERAGE, label="cases"),
        measure("CYP05", "Referrals within 12 months", Unit.PERCENTAGE, PeriodKind.IN_PERIOD, Frequency.MONTHLY),
        measure("CYP06", "Care leavers in education, employment or training", Unit.PERCENTAGE),
        measure("CYP07", "Care leavers in suitable accommodation", Unit.PERCENTAGE),
        measure(
            "CYP08", "Children adopted", kind=PeriodKind.IN_PERIOD,
            figures={"2025/26 Q1": 10, "2025/26 Q2": 9, "2025/26 Q3": 7, "2025/26 Q4": 11, "2026/27 Q1": 10},
        ),
        measure("ED01", "Plans issued within 20 weeks", Unit.PERCENTAGE, PeriodKind.IN_PERIOD),
        measure("ED04", "School attendance", Unit.PERCENTAGE, PeriodKind.IN_PERIOD, year=YearStart.SEPTEMBER),
        measure("RES01", "Money", Unit.CURRENCY, label="m"),
        measure("M1", "A plan agreed", Unit.MILESTONE, PeriodKind.IN_PERIOD),
        measure("K1", "Plans issued within 20 weeks", Unit.PERCENTAGE, PeriodKind.IN_PERIOD),
    ]
)  # fmt: skip


def cell(value: Any) -> SheetCell:
    if isinstance(value, SheetCell):
        return value
    if isinstance(value, int | float):
        return SheetCell(plain(Decimal(str(value))), is_number=True)
    return SheetCell(str(value or "").strip())


def sheet(
    *rows: Sequence[Any], name: str = "S", merged: Sequence[tuple[Place, Place]] = (), hidden: Sequence[int] = ()
) -> SheetGrid:
    laid = [{place: cell(each) for place, each in enumerate(row) if each not in ("", None)} for row in rows]
    return with_merges(SheetGrid(name, laid, hidden=frozenset(hidden)), merged, 200)


def found(*rows: Sequence[Any], given: str = Q2, **more: Any) -> Recognised:
    """What is recognised in one sheet of these rows."""
    return recognise([sheet(*rows, **more)], CATALOGUE, parse_period(given) if given else None)


def figures(recognised: Recognised) -> dict[str, dict[str, str]]:
    """The numbers by measure; nothing may be wrong, and no measure stand twice."""
    assert recognised.faults == []
    assert len({each.measure.ref for each in recognised.proposals}) == len(recognised.proposals)
    return {each.measure.ref: each.texts for each in recognised.proposals}


def values(recognised: Recognised) -> dict[str, str]:
    return {ref: texts.get("value", "") for ref, texts in figures(recognised).items()}


def asked(recognised: Recognised) -> dict[str, str]:
    return {each.measure.ref: " ".join(each.questions) for each in recognised.proposals if each.questions}


def one(recognised: Recognised) -> OwnProposal:
    (proposal,) = recognised.proposals
    return proposal


def periods(recognised: Recognised) -> list[Period | None]:
    return [each.period for each in recognised.proposals]


def why_left(recognised: Recognised) -> dict[str, str]:
    return {each.text: each.why for each in recognised.left}


def faults(recognised: Recognised) -> list[tuple[str, str]]:
    return [(each.cell, each.message) for each in recognised.faults]
