"""A look at what an import is about to write: figures that are possible, yet look like a slip of the hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from statistics import median

from kpis.domain.disclosure import lacks_parts
from kpis.domain.entry import WITHOUT_PARTS, Doubt, Neighbours, earlier_of_year, warnings_for
from kpis.domain.numbers import HUNDRED, Unit, plain
from kpis.domain.periods import PeriodKind
from kpis.domain.plausibility import TEN, is_out_of_scale, looks_like_fraction
from kpis.interchange.forms_world import Known
from kpis.interchange.tables.readings import Readings, ReadRow
from kpis.interchange.tables.stated import StatedNumber, typed
from kpis.interchange.tables.stored_readings import ReadingKey
from kpis.models import Baseline, Reading, ReadingVersion, Target

OF_THE_YEAR = (Doubt.FALLING_TO_DATE, Doubt.CUMULATIVE)
FORMAT = "format the cells as percentages"
ACCEPT = "use --accept-fractions"


def warn_of_scale(readings: Readings, questioned: set[int]) -> None:
    """Warn of new figures that are ten times their measure's history of the same period length, or a tenth of it.

    ``questioned`` are the rows that `check_fractions` has spoken of: once is enough.
    """
    history = _series(readings)
    wide = {name for name, figures in history.items() if _is_wide(figures.values())}
    for row, _ in readings.new:
        name, value = _series_of(row.known, row.key), row.figure.value
        if name not in wide or value is None or id(row.cells) in questioned:
            continue
        others = [each for key, each in history[name].items() if key != row.key]
        if is_out_of_scale(value, others):
            usual = plain(median(abs(each) for each in others if each))
            size = "ten times" if abs(value) >= TEN * Decimal(usual) else "a tenth of"
            row.cells.warn(
                "value", f"{row.cells.quoted('value')} is {size} its usual size or beyond: others are about {usual}"
            )


def warn_of_the_year(readings: Readings) -> None:
    """Warn of new year-to-date figures that are below the one before in the same year, and of figures of the period
    itself that may be those of the year to date."""
    series: dict[tuple[object, ...], dict[ReadingKey, Decimal]] = defaultdict(dict)
    figures = {key: old.figure.value for key, old in readings.stored.items() if old.figure}
    for key, value in (figures | {row.key: row.figure.value for row in readings.rows}).items():
        if value is not None:
            series[key.series][key] = value
    for row, _ in readings.new:
        rule = row.known.rule(row.period)
        if rule is None or not rule.unit.adds_up:
            continue
        to_date = rule.period_kind is PeriodKind.YEAR_TO_DATE
        beside = _to_date(row, series[row.key.series]) if to_date else _of_year(row, series[row.key.series])
        for each in warnings_for(rule, row.figure.value, False, beside):
            if each.doubt in OF_THE_YEAR:
                row.cells.warn("value", each.text)


def _to_date(row: ReadRow, figures: dict[ReadingKey, Decimal]) -> Neighbours:
    start = row.period.of_year.start
    before = max((key for key in figures if start <= key.end < row.period.end), key=lambda key: key.end, default=None)
    return Neighbours(to_date_before=figures[before] if before else None)


def _of_year(row: ReadRow, figures: dict[ReadingKey, Decimal]) -> Neighbours:
    alike = {key: value for key, value in figures.items() if key.kind is row.key.kind and key != row.key}
    by_start = {key.start: value for key, value in alike.items() if key.start is not None}
    return Neighbours(tuple(alike.values()), of_year=earlier_of_year(row.period, by_start))


def warn_of_missing_parts(readings: Readings) -> None:
    """Warn of new figures that are withheld because nobody can say how small the numbers behind them are."""
    for row, entry in readings.new:
        known, figure = row.known, entry.figure
        if known.unit and lacks_parts(known.threshold, known.unit, *figure.numbers, known.is_share):
            row.cells.warn("value", f"{row.cells.quoted('value')}: {WITHOUT_PARTS.text.rstrip('.')}")


def _series_of(known: Known, key: ReadingKey) -> tuple[object, ...]:
    """What a figure is compared with: the same measure and category, and to date the same point of the year."""
    point = key.end.month if known.measure.period_kind == PeriodKind.YEAR_TO_DATE else 0
    return (*key.series, key.kind, point)


def _series(readings: Readings) -> dict[tuple[object, ...], dict[ReadingKey, Decimal]]:
    """Figures by series: those stored, with those of the file in their place."""
    known = {row.key.ref: row.known for row in readings.rows}
    figures = {key: old.figure.value for key, old in readings.stored.items() if old.figure}
    figures |= {row.key: row.figure.value for row in readings.rows}
    found: dict[tuple[object, ...], dict[ReadingKey, Decimal]] = defaultdict(dict)
    for key, value in figures.items():
        if value:
            found[_series_of(known[key.ref], key)][key] = value
    return found


def _is_wide(figures: Iterable[Decimal]) -> bool:
    """Whether the largest is ten times the smallest: otherwise none can be ten times the middle of the others."""
    sizes = [abs(each) for each in figures]
    return max(sizes) >= TEN * min(sizes)


def check_fractions(stated: list[StatedNumber], accepted: bool, remedy: str = ACCEPT) -> set[int]:
    """Shares typed as 0.95 for 95%: warned of, and refused from a workbook where all beside them is above 2.

    In a workbook the number format decides, so that an unformatted 0.95 beside figures such as 93 is a mistake to
    settle before it is stored; ``accepted`` says that it was settled, ``remedy`` how to say so. The rows spoken of are
    returned, by identity.
    """
    questions = [each for each in stated if each.is_in_question and each.new]
    beside = _beside(stated, {id(each.known): each.known for each in questions}.values())
    doubtful = [
        each for each in questions if looks_like_fraction(each.value, Unit.PERCENTAGE, True, beside[id(each.known)])
    ]
    for each in doubtful:
        _settle(each, each.cells.from_workbook and not accepted and bool(beside[id(each.known)]), remedy)
    return {id(each.cells) for each in doubtful}


def _settle(each: StatedNumber, refused: bool, accept: str) -> None:
    text, as_share = each.cells.quoted(each.column), f"{plain(each.value * HUNDRED)}%"
    if refused:
        remedy = f"if it means {as_share}, {FORMAT}; if it is {plain(each.value)}%, {accept}"
        each.cells.refuse(each.column, f"{text} looks like a fraction beside the measure's other figures: {remedy}")
    else:
        each.cells.warn(each.column, f"{text} is read as {plain(each.value)}%: is {as_share} meant?")


def _beside(stated: list[StatedNumber], measures: Iterable[Known]) -> dict[int, list[Decimal]]:
    """Figures, targets and bands of each measure, stored and stated, without those that are in question."""
    wanted = list(measures)
    found: dict[int, list[Decimal]] = {id(known): [] for known in wanted}
    for each in stated:
        if id(each.known) in found and not each.is_in_question:
            found[id(each.known)].append(each.value)
    stored = {known.measure.pk: known for known in wanted if known.measure.pk is not None}
    for measure_id, values in _stored_beside(list(stored)):
        found[id(stored[measure_id])].extend(value for value in values if value is not None)
    return found


def _stored_beside(measures: list[int]) -> Iterable[tuple[int, list[Decimal | None]]]:
    if not measures:
        return
    signed = {"versions__state": ReadingVersion.State.SIGNED_OFF, "versions__superseded_at": None}
    readings = Reading.objects.filter(measure_id__in=measures, **signed).order_by()
    baselines = Baseline.objects.filter(measure_id__in=measures, superseded_at=None)
    targets = Target.objects.filter(measure_id__in=measures, superseded_at=None, withdrawn=False)
    for rows in (
        readings.values_list("measure_id", "versions__value"),
        baselines.values_list("measure_id", "value"),
        targets.values_list("measure_id", "value", "low", "high"),
    ):
        for measure_id, *values in rows:
            yield measure_id, values


def stated_readings(readings: Readings) -> list[StatedNumber]:
    new = {id(row) for row, _ in readings.new}
    return [_stated(row, id(row) in new) for row in readings.rows if row.figure.value is not None]


def _stated(row: ReadRow, is_new: bool) -> StatedNumber:
    assert row.figure.value is not None
    is_typed = row.is_typed and typed(row.cells, "value")
    return StatedNumber(row.known, row.cells, "value", row.figure.value, is_typed, is_new)
