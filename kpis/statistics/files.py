"""Statistics as rows: one a measure, in scorecard order, six decimals, blank where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kpis.domain.line import Line
from kpis.domain.numbers import MAX_DECIMALS, round_half_up
from kpis.domain.statistics.assurance import assurance
from kpis.domain.statistics.change import Change, change_of
from kpis.domain.statistics.runs import declines_in_row, reds_in_row
from kpis.domain.statistics.year_end import forecast_of
from kpis.spreadsheets.book import Cell

COLUMNS = (
    "ref", "period", "change", "change_method", "change_low", "change_high", "signal", "mean", "lower_limit",
    "upper_limit", "assurance", "forecast", "forecast_low", "forecast_high", "reds_in_row", "declines_in_row",
)  # fmt: skip


def statistics_rows(lines: Iterable[Line]) -> list[dict[str, Cell]]:
    return [_row(line) for line in lines]


def _row(line: Line) -> dict[str, Cell]:
    change = change_of(line)
    limits = change.chart.limits if change.chart else None
    return {
        "ref": line.measure.ref,
        "period": line.measure.named(line.period).code if line.period else "",
        **_change(change),
        "mean": _six(limits.mean if limits else None),
        "lower_limit": _six(limits.low if limits else None),
        "upper_limit": _six(limits.high if limits else None),
        "assurance": assurance(line.rule, limits, line.target).value,
        **_forecast(line),
        "reds_in_row": _whole(reds_in_row(line)),
        "declines_in_row": _whole(declines_in_row(line)),
    }


def _change(change: Change) -> dict[str, Cell]:
    return {
        "change": change.clarity.value,
        "change_method": change.method.value,
        "change_low": _six(change.limits.low if change.limits else None),
        "change_high": _six(change.limits.high if change.limits else None),
        "signal": change.signal.value,
    }


def _forecast(line: Line) -> dict[str, Cell]:
    found = forecast_of(line)
    return {
        "forecast": _six(found.value if found else None),
        "forecast_low": _six(found.low if found else None),
        "forecast_high": _six(found.high if found else None),
    }


def _six(value: Decimal | None) -> Decimal | None:
    return None if value is None else round_half_up(value, MAX_DECIMALS)


def _whole(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)
