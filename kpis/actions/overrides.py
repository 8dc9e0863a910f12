"""Publishing another status, direction, trend or projection than the computed one: proposed by the performance team,
agreed by the head of service, both kept. The verdict of a contract is never overridden."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from kpis.actions.figures import Refused
from kpis.domain.vocabulary import FrameworkKind, Movement, Rag
from kpis.models import Judgement, OverrideProposal, ReadingVersion
from kpis.permissions import Person, check_performance, check_sign_off

VALUES = {
    Judgement.Kind.STATUS: tuple(rag.value for rag in Rag if rag is not Rag.NONE),
    Judgement.Kind.DOT: tuple(each.value for each in Movement),
    Judgement.Kind.TREND: tuple(each.value for each in Movement),
    Judgement.Kind.PROJECTION: ("improve", "decline", "same"),
}


def propose(
    *, version: ReadingVersion, kind: str, value: str, why: str, by: Person, at: dt.datetime
) -> OverrideProposal:
    """Propose that a figure is published with another judgement than the computed one."""
    measure = version.reading.measure
    check_performance(by, measure.council)
    if measure.framework.kind == FrameworkKind.CONTRACT:
        raise Refused("The verdict of a contract is never overridden.")
    if value not in VALUES.get(Judgement.Kind(kind), ()):
        raise Refused("There is no such judgement to publish.")
    if not why.strip():
        raise Refused("Say why: the reason is shown beside both judgements.")
    try:
        with transaction.atomic():
            return OverrideProposal.objects.create(
                version=version, kind=kind, value=value, why=why.strip(), proposed_by_id=by.user_id, proposed_at=at
            )
    except IntegrityError:
        raise Refused("Another proposal for the same judgement is still waiting for the head of service.") from None


def answer(*, proposal_id: int, agree: bool, answer: str, by: Person, at: dt.datetime) -> OverrideProposal:
    """Agree to a proposal, which then stands beside the computed judgement, or refuse it."""
    with transaction.atomic():
        proposal = OverrideProposal.objects.select_related("version__reading__measure").get(pk=proposal_id)
        check_sign_off(by, proposal.version.reading.measure, frozenset({proposal.proposed_by_id}))
        answered = OverrideProposal.objects.filter(pk=proposal_id, agreed=None).update(
            agreed=agree, answered_by_id=by.user_id, answered_at=at, answer=answer.strip()
        )
        if not answered:
            raise Refused("This proposal has been answered already.")
        if agree:
            _publish(proposal, by, at)
    proposal.refresh_from_db()
    return proposal


def _publish(proposal: OverrideProposal, by: Person, at: dt.datetime) -> None:
    Judgement.objects.filter(version=proposal.version, kind=proposal.kind).delete()
    Judgement.objects.create(
        version=proposal.version,
        kind=proposal.kind,
        value=proposal.value,
        source="override",
        by_id=proposal.proposed_by_id,
        at=at,
        why=proposal.why,
    )
