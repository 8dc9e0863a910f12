"""What the schemes have in common that look at last year where a target was missed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from kpis.domain.numbers import round_half_up
from kpis.domain.schemes.against_target import no_worse
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.sentences import figure_text
from kpis.domain.words import Earlier, Rag, Rule, Status, Target


def by_last_year(
    rule: Rule,
    figure: Decimal,
    target: Target,
    gap: Decimal,
    last_year: Earlier | None,
    *,
    holding_counts: bool,
    sentence: Callable[[Assessment], str],
) -> Assessment:
    """Amber where the printed figure is better than last year's printed one, or level with it where holding counts;
    else red, and so where there is none. A figure that rests on a withheld one has no status."""
    if last_year is not None and last_year.hidden:
        note = f"The status depends on the figure of {last_year.period.label}, which is withheld: small numbers."
        return Assessment(Status.HIDDEN, Rag.NONE, rule, figure, target, note=note)
    if last_year is None or last_year.value is None:
        return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap, last_year, sentence=sentence)
    before = round_half_up(last_year.value, rule.places)
    printed, change = last_year._replace(value=before), figure - before
    status, rag = Status.OFF_TARGET, Rag.RED
    if no_worse(rule, change) and (change or holding_counts):
        status, rag = (Status.IMPROVED_ON_LAST_YEAR if change else Status.HELD_ON_LAST_YEAR), Rag.AMBER
    return Assessment(status, rag, rule, figure, target, gap, printed, sentence=sentence)


def last_year_text(verdict: Assessment) -> str:
    """But better than 55.0% in 2017/18; and no better than it; and there is no figure to compare with."""
    earlier = verdict.last_year
    if earlier is None or earlier.value is None:
        if earlier and earlier.why_none:
            return f"and not compared with {earlier.period.label}: {earlier.why_none}"
        return f"and there is no figure for {earlier.period.label if earlier else 'last year'} to compare with"
    was = f"{figure_text(verdict.rule, earlier.value)} in {earlier.period.label}"
    if verdict.status is Status.OFF_TARGET:
        return f"and {'worse' if verdict.figure != earlier.value else 'no better'} than {was}"
    return f"but {'level with' if verdict.status is Status.HELD_ON_LAST_YEAR else 'better than'} {was}"
