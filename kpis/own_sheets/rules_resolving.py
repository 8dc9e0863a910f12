"""For which period a figure of a sheet is: by what stands over or beside it, by the sheet, or by what a person said."""

from __future__ import annotations

from typing import NamedTuple

from kpis.domain.figure_reader import quoted
from kpis.domain.own_periods import figure_fault
from kpis.domain.period_text import KNOWN_FORMS, PeriodError
from kpis.domain.periods import Period, YearStart
from kpis.own_sheets.rules_measures import SheetMeasure
from kpis.own_sheets.rules_periods import NamedPeriod, SheetContext, completed, is_part_of, read_named
from kpis.own_sheets.rules_rows import OwnFigure


class Resolved(NamedTuple):
    """``period`` None: it is asked for, or the figure is left alone (``why``) or of no interest (``is_other``), or what
    should name it must be put right first (``fault``)."""

    period: Period | None = None
    question: str = ""
    why: str = ""
    is_other: bool = False
    fault: str = ""


def resolve(figure: OwnFigure, given: Period | None) -> Resolved:
    """The period of a figure. ``given`` answers where nothing names one, and other periods are of no interest."""
    found = _whole(figure, given)
    if found.period is None:
        return found
    measure = figure.match.measure
    if given is not None and measure.key(found.period) != measure.key(given):
        return Resolved(found.period, is_other=True)
    why = figure_fault(measure.reporting, found.period)
    return Resolved(found.period, why=f"{measure.ref} {why}") if why else found


def _whole(figure: OwnFigure, given: Period | None) -> Resolved:
    context, measure = figure.table.context, figure.match.measure
    if figure.named is None:
        if figure.heading:
            return Resolved(fault=f"{quoted(figure.heading)} is not a period: {KNOWN_FORMS}")
        return _unnamed(context, given, measure)
    named = completed(figure.named, context)
    if named.is_whole:
        found = _read(named, measure)
        if found.period is None and given and _is_another(named, given):
            return Resolved(is_other=True)
        return found._replace(fault=found.why, why="") if found.why and not _is_of_others(figure, named) else found
    if given is not None:
        return Resolved(given) if is_part_of(named, given) else Resolved(is_other=True)
    return Resolved(question=f"“{figure.heading}” names no year: for which period is the figure?")


def _is_of_others(figure: OwnFigure, named: NamedPeriod) -> bool:
    """Whether a heading over a column that could be several periods of an academic measure is just one of the others
    in the table."""
    is_academic = figure.match.measure.reporting.year_start is YearStart.SEPTEMBER
    return is_academic and figure.table.by_period and "/" in named.year


def _is_another(named: NamedPeriod, given: Period) -> bool:
    """Whether what could be several periods on a measure's calendar is, on that of the given one, not that."""
    try:
        return read_named(named, given.year_start) != given
    except PeriodError:
        return False


def _unnamed(context: SheetContext, given: Period | None, measure: SheetMeasure) -> Resolved:
    """A figure over which no period stands: that of the sheet's title, else the one that was given."""
    if context.period is None:
        return Resolved(given) if given else Resolved(question="no period stands over it: for which one is the figure?")
    said = _read(context.period, measure)
    if said.period is None:
        return Resolved(given) if given else said
    if given is not None and measure.key(said.period) != measure.key(given):
        return Resolved(why=f"the sheet says “{context.text}”, which is {said.period.label} and not {given.label}")
    return said if given else said._replace(question=f"the sheet says “{context.text}”: is the figure for that period?")


def _read(named: NamedPeriod, measure: SheetMeasure) -> Resolved:
    try:
        return Resolved(read_named(named, measure.reporting.year_start))
    except PeriodError as error:
        return Resolved(why=str(error))
