"""Publishing another status, direction, trend or projection than the computed one: proposed by the performance team,
agreed by the head of service, both kept. The verdict of a contract is never overridden.

What was agreed for a submitted figure is published when that is signed off. Agreed for a signed-off figure, it is a new
version of it, so that a look back shows what was published before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction

from kpis.domain.entry import State
from kpis.domain.words import FrameworkKind, Movement, Rag
from kpis.entry.actions import overriding
from kpis.models import Judgement, OverrideProposal, ReadingVersion
from kpis.people import Person, check_performance, check_sign_off
from kpis.readings.append import append, check_moment
from kpis.readings.chains import lock
from kpis.readings.entries import entry_of
from kpis.readings.open import check_open
from kpis.refusals import Refused
from kpis.sign_off.queries import version_standing

VALUES: dict[str, tuple[str, ...]] = {
    Judgement.Kind.STATUS: tuple(rag.value for rag in Rag if rag is not Rag.NONE),
    Judgement.Kind.DOT: tuple(each.value for each in Movement),
    Judgement.Kind.TREND: tuple(each.value for each in Movement),
    Judgement.Kind.PROJECTION: ("improve", "decline", "same"),
}


def propose(
    *, version: ReadingVersion, kind: str, value: str, why: str, by: Person, at: dt.datetime
) -> OverrideProposal:
    """Propose that a figure is published with another judgement than the computed one.

    Raises Denied, Refused, or Closed.
    """
    check_performance(by, version.reading.measure.council)
    with transaction.atomic():
        lock([version.reading.council_id], [version.reading_id])
        _check_proposed(version, kind, value, why)
        return OverrideProposal.objects.create(
            version=version, kind=kind, value=value, why=why.strip(), proposed_by_id=by.user_id, proposed_at=at
        )


def _check_proposed(version: ReadingVersion, kind: str, value: str, why: str) -> None:
    measure, now = version.reading.measure, ReadingVersion.objects.get(pk=version.pk)
    check_open(measure.council_id, version.reading.period)
    if measure.framework.kind == FrameworkKind.CONTRACT:
        raise Refused("The verdict of a contract is never overridden.")
    if now.superseded_at is not None or now.state not in (State.SUBMITTED, State.SIGNED_OFF):
        raise Refused("Only a figure that is submitted or signed off can be published with another judgement.")
    if value not in VALUES.get(kind, ()):
        raise Refused("There is no such judgement to publish.")
    if not why.strip():
        raise Refused("Say why: the reason is shown beside both judgements.")
    if now.override_proposals.filter(kind=kind, agreed=None).exists():
        raise Refused("Another proposal for the same judgement is still waiting for the head of service.")


def answer(*, proposal_id: int, agree: bool, answer: str, by: Person, at: dt.datetime) -> OverrideProposal:
    """Agree to a proposal, whose judgement then stands beside the computed one, or refuse it.

    Raises Denied for whoever is no head of the service or proposed it; Refused where it was answered, or its figure
    has changed since; Closed.
    """
    with transaction.atomic():
        proposal = _held(proposal_id)
        reading = proposal.version.reading
        check_sign_off(by, reading.measure, frozenset({proposal.proposed_by_id}))
        check_open(reading.council_id, reading.period)
        if not agree and not answer.strip():
            raise Refused("Say why the proposal is refused: the performance team sees it.")
        if proposal.agreed is not None:
            raise Refused("This proposal has been answered already.")
        check_moment(at, proposal.proposed_at, "this proposal")
        proposal.agreed, proposal.answered_by_id, proposal.answered_at = agree, by.user_id, at
        proposal.answer = answer.strip()
        proposal.save(update_fields=["agreed", "answered_by", "answered_at", "answer"])
        if agree:
            _publish(proposal, by, at)
    return proposal


def _held(proposal_id: int) -> OverrideProposal:
    """A proposal as it stands while its figure is held."""
    rows = OverrideProposal.objects.select_related("version__reading__measure")
    reading = rows.get(pk=proposal_id).version.reading
    lock([reading.council_id], [reading.pk])
    return rows.get(pk=proposal_id)


def _publish(proposal: OverrideProposal, by: Person, at: dt.datetime) -> None:
    """Give the signed-off figure a version with the judgement; a submitted one gets it when it is signed off."""
    standing = version_standing(proposal.version)
    if standing is None:
        raise Refused("The figure has changed since this was proposed: it has to be proposed again.")
    if standing.state != State.SIGNED_OFF:
        return
    if standing.reading.versions.filter(superseded_at=None).exclude(state=State.SIGNED_OFF).exists():
        raise Refused("A revision of this figure is on its way: sign it off or return it first.")
    said, reason = entry_of(standing), f"{proposal.get_kind_display()} overridden: {proposal.why}"
    opinions = {**said.opinions, proposal.kind: overriding(proposal)}
    append([replace(said, opinions=opinions, reason=reason)], state=State.SIGNED_OFF, by=by, at=at)
