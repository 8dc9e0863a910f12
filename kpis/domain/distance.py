"""How far two figures are from what was set for the period of each: a range from its band, spending from its budget."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpis.domain.schemes.band import distance_to_band
from kpis.domain.schemes.variance import distance_to_limits, signed_percent, variance_percent
from kpis.domain.sentences import target_text
from kpis.domain.words import Judgement, Rule, Target


class AimedFigure(NamedTuple):
    """A figure and what was set for its own period."""

    figure: Decimal
    aim: Target


def bands_of(
    now: Decimal, before: Decimal, band: Target | None, band_before: Target | None
) -> list[AimedFigure] | None:
    """Each figure beside the band of its own period; None where either has none."""
    found = [AimedFigure(figure, aim) for figure, aim in ((now, band), (before, band_before)) if aim is not None]
    return found if len(found) == 2 and all(None not in (each.aim.low, each.aim.high) for each in found) else None


def budgets_of(
    now: Decimal, before: Decimal, aim: Target | None, aim_before: Target | None
) -> list[AimedFigure] | None:
    """Spending beside the budget of its own period; None where either has none, or one of 0."""
    found = [AimedFigure(figure, each) for figure, each in ((now, aim), (before, aim_before)) if each is not None]
    return found if len(found) == 2 and all(each.aim.value for each in found) else None


def distance(each: AimedFigure) -> Decimal:
    """How far outside its band a figure is, with its sign."""
    assert each.aim.low is not None and each.aim.high is not None
    return distance_to_band(each.figure, each.aim.low, each.aim.high)


def variance(each: AimedFigure) -> Decimal:
    assert each.aim.value
    return variance_percent(each.figure, each.aim.value)


def judged_by_distance(now: Decimal, before: Decimal) -> Judgement:
    """Nearer is improving, further off declining; both inside, or as far outside, is steady."""
    nearer = abs(before) - abs(now)
    return Judgement.IMPROVING if nearer > 0 else Judgement.DECLINING if nearer < 0 else Judgement.STEADY


def judged_by_budget(pair: list[AimedFigure]) -> Judgement:
    return judged_by_distance(*(distance_to_limits(each.figure, each.aim) for each in pair))


def band_text(rule: Rule, pair: list[AimedFigure], judgement: Judgement) -> str:
    """Nearer to the band of 40% to 60%; as far outside as before, on the other side of the band of 40% to 60%."""
    now, before = (distance(each) for each in pair)
    band, was = (f"the band of {target_text(rule, each.aim)}" for each in pair)
    if judgement is not Judgement.STEADY:
        word = "nearer to" if judgement is Judgement.IMPROVING else "further from"
        return f"{word} {band}" if band == was else f"{word} {band} than before from {was}"
    if not now and not before:
        return f"both inside {band}" if band == was else f"inside {band}, as before inside {was}"
    if abs(now) != abs(before):
        return f"beside {band}"
    return (
        f"as far outside {band} as before"
        if now * before > 0
        else f"as far outside as before, on the other side of {band}"
    )


def variance_sentence(pair: list[AimedFigure], earlier_label: str, judgement: Judgement) -> str:
    """A variance of +1.41%, down 0.30 percentage points on +1.71% in 2017/18; nearer to what is allowed."""
    now, before = (variance(each) for each in pair)
    was = f"{signed_percent(before)} in {earlier_label}"
    word = "up" if now > before else "down"
    change = f"{word} {abs(now - before)} percentage points on {was}" if now != before else f"no change on {was}"
    is_outside = any(distance_to_limits(each.figure, each.aim) for each in pair)
    words = {Judgement.IMPROVING: "nearer to what is allowed", Judgement.DECLINING: "further from what is allowed"}
    steady = "as far outside what is allowed as before" if is_outside else "both inside what is allowed"
    return f"A variance of {signed_percent(now)}, {change}; {words.get(judgement, steady)}."
