"""What chance alone would do to a measure, in plain words and as a control chart: beside its direction and its trend,
never in place of the council's own scheme."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kpis.charts import Chart, Level, Point, Series
from kpis.domain.figure import Actual, marker_text
from kpis.domain.line import Line
from kpis.domain.numbers import round_half_up
from kpis.domain.periods import Period
from kpis.domain.sentences import figure_text, target_text
from kpis.domain.statistics.assurance import assurance
from kpis.domain.statistics.change import Change, change_of
from kpis.domain.statistics.change_text import VERDICTS, change_sentence
from kpis.domain.statistics.forecast import Forecast
from kpis.domain.statistics.series import before
from kpis.domain.statistics.words import Assurance, ChangeMethod, ForecastMethod, Signal
from kpis.domain.statistics.xmr import LEAST, ProcessLimits
from kpis.domain.statistics.year_end import forecast_of
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rule
from kpis.measures.queries import MeasurePage
from kpis.measures.texts_chart import axis_text, standing_steps
from kpis.presenters import ASSURANCES, FORECASTS, SIGNALS


class ChartedPeriod(NamedTuple):
    """A period of a control chart: its figure as printed, and what it signals in words (blank: nothing)."""

    period: str
    figure: str
    signal: str


class ChanceText(NamedTuple):
    """``word`` and ``sentence`` are of the change up to the figure shown; ``verdict`` is the word, blank where the
    sentence begins with it. ``chart`` is None where there are too few figures for one, and ``why_none`` says how many
    there are (blank where a measure has none at all)."""

    word: str
    verdict: str
    sentence: str
    chart: Chart | None
    usual: str
    assurance: str
    forecast: str
    rows: Sequence[ChartedPeriod]
    why_none: str


def chance_text(page: MeasurePage) -> ChanceText:
    line, change = page.line, change_of(page.line)
    sentence = change_sentence(change)
    limits = change.chart.limits if change.chart else None
    known = sum(each is not None for each in change.values)
    return ChanceText(
        word=VERDICTS[change.clarity],
        verdict="" if sentence.startswith(VERDICTS[change.clarity]) else VERDICTS[change.clarity],
        sentence=sentence,
        chart=_chart(page, change),
        usual=_usual_beside(line.rule, limits, known, change.method) if limits else "",
        assurance=_assured(line, limits) if limits else "",
        forecast=_forecast(line),
        rows=_rows(line, change)[::-1],
        why_none=f"A control chart needs {LEAST} figures since the last break: there are {known}." if known else "",
    )


def control_chart(page: MeasurePage) -> Chart | None:
    return _chart(page, change_of(page.line))


def _periods(line: Line, change: Change) -> list[Period]:
    """Those of the chart's figures, oldest first."""
    assert line.period is not None
    return list(before(line.history, line.period))[: len(change.values)][::-1]


def _chart(page: MeasurePage, change: Change) -> Chart | None:
    if change.chart is None or page.line.period is None:
        return None
    line, periods = page.line, _periods(page.line, change)
    council = page.council.short_name or page.council.name
    targets = standing_steps(_lines(page, periods))
    return Chart(
        title=f"{page.measure.title}: what chance does",
        description=f"{_usual(line.rule, change.chart.limits, len(periods))} The table below has every figure.",
        axis=axis_text(line.rule),
        series=(Series(council, tuple(_points(line, periods, change.chart.signals))),),
        targets=tuple(targets),
        levels=_levels(line.rule, periods, change.chart.limits),
        from_zero=False,
        value_format=lambda value: figure_text(line.rule, round_half_up(value, line.rule.places)),
    )


def _lines(page: MeasurePage, periods: Sequence[Period]) -> list[Line]:
    by_period = {line.period: line for line in page.lines}
    return [by_period[each] for each in periods if each in by_period]


def _points(line: Line, periods: Sequence[Period], signals: Sequence[Signal]) -> list[Point]:
    found = []
    for period, signal in zip(periods, signals, strict=True):
        figure = line.history.figure(period)
        if not isinstance(figure, Actual):
            found.append(Point(period.end, period.label, None, "No figure" if figure is None else "Withheld"))
            continue
        rule = rule_in_force(line.measure.rules, period)
        exact, is_signal = figure.exact(rule), signal is not Signal.NONE
        value = None if exact is None else round_half_up(exact, rule.places)
        note = SIGNALS[signal].capitalize() if is_signal else marker_text(figure)
        found.append(Point(period.end, period.label, value, figure.text(rule), figure.is_tentative, note, is_signal))
    return found


def _levels(rule: Rule, periods: Sequence[Period], limits: ProcessLimits) -> tuple[Level, ...]:
    first, last = periods[0].start, periods[-1].end
    named = (("Upper limit", limits.high, True), ("Mean", limits.mean, False), ("Lower limit", limits.low, True))
    return tuple(Level(first, last, value, f"{name} {_printed(rule, value)}", limit) for name, value, limit in named)


def _printed(rule: Rule, value: Decimal) -> str:
    """A mean or a limit, with more decimals than the figures."""
    return figure_text(rule, round_half_up(value, min(max(rule.places + 1, 2), 6)))


def _usual(rule: Rule, limits: ProcessLimits, count: int) -> str:
    low, high, mean = (_printed(rule, each) for each in (limits.low, limits.high, limits.mean))
    return f"The mean of {count} figures is {mean}. Chance alone moves them between {low} and {high}."


def _usual_beside(rule: Rule, limits: ProcessLimits, count: int, method: ChangeMethod) -> str:
    """The same beside the verdict, which has told the limits where it went by them."""
    if method is ChangeMethod.XMR:
        return f"Their mean is {_printed(rule, limits.mean)}."
    return _usual(rule, limits, count)


def _assured(line: Line, limits: ProcessLimits) -> str:
    """What is to be expected against the target in force, if the measure goes on as it does."""
    found = assurance(line.rule, limits, line.target)
    if found is Assurance.NONE or line.target is None:
        return ""
    return ASSURANCES[found].format(
        target=target_text(line.rule, line.target),
        low=_printed(line.rule, limits.low),
        high=_printed(line.rule, limits.high),
    )


def _forecast(line: Line) -> str:
    found = forecast_of(line)
    if found is None:
        return ""
    rule = line.rule
    value = figure_text(rule, round_half_up(found.value, rule.places))
    between = ""
    if found.low is not None and found.high is not None:
        low, high = (figure_text(rule, round_half_up(each, rule.places)) for each in (found.low, found.high))
        between = f", by chance between {low} and {high}"
    return f"{FORECASTS[ForecastMethod(found.method)]} it ends the year at {value}{between}.{_accuracy(rule, found)}"


def _accuracy(rule: Rule, found: Forecast) -> str:
    if found.accuracy is None:
        return " How good this way is on this measure is not known yet: it takes full years to look back on."
    mean, most = (figure_text(rule, round_half_up(each, rule.places)) for each in found.accuracy[1:])
    return f" Of {found.accuracy.years} past years it would have missed the end by {mean} on average, {most} at most."


def _rows(line: Line, change: Change) -> list[ChartedPeriod]:
    if change.chart is None:
        return []
    points = _points(line, _periods(line, change), change.chart.signals)
    return [
        ChartedPeriod(each.label, each.text, SIGNALS[signal].capitalize() if signal is not Signal.NONE else "")
        for each, signal in zip(points, change.chart.signals, strict=True)
    ]
