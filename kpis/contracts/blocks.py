"""What a committee report says of a contract: the sentence that adds up, the failures and the watch-list, every KPI."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.text import capfirst

from kpis.contracts.queries import ContractReport, Kpi, contract_report
from kpis.contracts.rules import placed
from kpis.contracts.rules_reasons import periods_text
from kpis.contracts.texts import NO_NOTICE, REPORT_ONLY, clause_sentence, remedy_text, run_text
from kpis.documents.blocks import Block, heading, paragraph, table
from kpis.documents.sections import Material, section
from kpis.domain.words import Part
from kpis.people import EVERY_COUNCIL
from kpis.presenters import contract_sentence, look_of
from kpis.refusals import NotFound
from kpis.web.lines import target_text

NONE_SET = "None set"


@section(Part.CONTRACT)
def performance(material: Material) -> list[Block]:
    """The contract's section, where the paper is about a contract that is in force in its period."""
    if not material.framework:
        return []
    asked = (material.council, material.framework, material.period, EVERY_COUNCIL, material.today, material.at)
    try:
        return contract_blocks(contract_report(*asked), material.refs)
    except NotFound:
        return []


def contract_blocks(report: ContractReport, refs: Collection[str]) -> list[Block]:
    """The contract's section, about the KPIs in ``refs`` alone: those of the committee that the report is for. What is
    done about a failure is told by its state; the record itself stays with the two parties."""
    kpis = [each for each in report.kpis if each.measure.ref in refs]
    if not kpis:
        return []
    opening = contract_sentence(placed(each.verdict for each in kpis), report.period)
    failed = [each for each in kpis if each.failure]
    watched = [each for each in kpis if each.verdict and each.verdict.is_watched]
    return [
        paragraph(opening),
        *_exceptions("Performance failures", failed),
        *(paragraph(text) for text in dict.fromkeys(clause_sentence(each.failure) for each in failed if each.failure)),
        *_exceptions("Watch-list", watched),
        heading("Every KPI", 3, "contract-kpis"),
        _every(kpis),
    ]


def _exceptions(name: str, kpis: Sequence[Kpi]) -> list[Block]:
    """A heading with each KPI's sentence; nothing where there is none."""
    if not kpis:
        return []
    told = [paragraph(" ".join([each.reason, *_remedied(each)]), _name(each)) for each in kpis]
    return [heading(name, 3, f"contract-{name.split()[0].lower()}"), *told]


def _remedied(kpi: Kpi) -> list[str]:
    if kpi.failure is None:
        return []
    remedy = kpi.remedy_of(kpi.failure)
    if remedy is None:
        return [REPORT_ONLY if kpi.is_report_only else NO_NOTICE]
    return [remedy_text(remedy)]


def _name(kpi: Kpi) -> str:
    return f"{kpi.measure.ref} {kpi.measure.title}"


def _every(kpis: Sequence[Kpi]) -> Block:
    header = ["KPI", "Band", "Latest figure", "Status", "Run", "Failure by clause"]
    return table("The contract's KPIs", header, [_row(each) for each in kpis])


def _row(kpi: Kpi) -> list[str]:
    line, failure = kpi.line, kpi.failure
    period = f", {line.period.label}" if line.period else ""
    run = run_text(kpi.measure.schedule.frequency, kpi.verdict) if kpi.verdict else ""
    return [
        _name(kpi),
        target_text(line) or NONE_SET,
        f"{capfirst(line.printed)}{period}",
        look_of(line.verdict.status, line.verdict.rag).word,
        run or "No run outside",
        f"{failure.clause}: {periods_text(failure.periods)}" if failure else "No failure",
    ]
