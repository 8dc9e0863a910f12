"""The strategic context: how many measures there are by outcome and policy area, as a table that adds up."""

from __future__ import annotations

from collections import Counter

from kpis.documents.blocks import Block, paragraph, table
from kpis.documents.sections import section
from kpis.domain.words import Part
from kpis.scorecards.texts_outcomes import NO_OUTCOME
from kpis.sections.blocks_source import Source

NO_AREA = "No policy area"
CAPTION = "Measures by policy area and outcome"

Key = tuple[str, str]


@section(Part.CONTEXT)
def context(source: Source) -> list[Block]:
    """A sentence and a table; beside the committee's measures those of the whole plan, where it sees a part of it."""
    counts: Counter[Key] = Counter((line.measure.outcome, line.measure.policy_area) for line in source.lines)
    whole = {(outcome, area): count for outcome, area, count in source.about.plan}
    covers_all = sum(whole.values()) <= counts.total() or any(counts[key] > whole.get(key, 0) for key in counts)
    if covers_all:
        return [paragraph(_sentence(source, counts.total(), 0)), _table(counts, {})]
    return [paragraph(_sentence(source, counts.total(), sum(whole.values()))), _table(counts, whole)]


def _sentence(source: Source, here: int, whole: int) -> str:
    plan, period = source.about.framework, source.period.long_label
    measures = f"{here} measure{'' if here == 1 else 's'}"
    if whole:
        of = f"the {whole} measures of {plan.name}" if plan else f"the council's {whole} measures"
        return f"{source.about.committee.name} has {here} of {of} in its remit. This report covers them for {period}."
    return f"This report covers {measures}{f' of {plan.name}' if plan else ''} for {period}."


def _table(counts: Counter[Key], whole: dict[Key, int]) -> Block:
    keys = list(whole) if whole else list(counts)
    rows = [[key[1] or NO_AREA, key[0] or NO_OUTCOME, *_numbers(key, counts, whole)] for key in keys]
    total = ["Total", "All outcomes", str(counts.total()), *([str(sum(whole.values()))] if whole else [])]
    heads = ["In this report", "In the whole plan"] if whole else ["Measures"]
    return table(
        CAPTION, ["Policy area", "Outcome", *heads], [*rows, total], numeric=range(2, 2 + len(heads)), has_total=True
    )


def _numbers(key: Key, counts: Counter[Key], whole: dict[Key, int]) -> list[str]:
    return [str(counts[key]), *([str(whole[key])] if whole else [])]
