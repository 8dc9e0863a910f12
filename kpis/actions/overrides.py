"""Publishing another status, direction, trend or projection than the computed one: proposed by the performance team,
agreed by the head of service, both kept. The verdict of a contract is never overridden.

What was agreed for a submitted figure is published when that is signed off. Agreed for a signed-off figure, it is a new
version of it, so that a look back shows what was published before.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from kpis.actions.figures import FIGURE_COLUMNS, overriding
from kpis.domain.entry import State
from kpis.domain.words import FrameworkKind, Movement, Rag
from kpis.models import Judgement, OverrideProposal, ReadingVersion
from kpis.permissions import Person, check_performance, check_sign_off
from kpis.queries.closing import check_open
from kpis.queries.signing import version_standing
from kpis.refusals import Refused

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
    _check_proposed(version, kind, value, why, by)
    try:
        with transaction.atomic():
            return OverrideProposal.objects.create(
                version=version, kind=kind, value=value, why=why.strip(), proposed_by_id=by.user_id, proposed_at=at
            )
    except IntegrityError:
        raise Refused("Another proposal for the same judgement is still waiting for the head of service.") from None


def _check_proposed(version: ReadingVersion, kind: str, value: str, why: str, by: Person) -> None:
    measure = version.reading.measure
    check_performance(by, measure.council)
    check_open(measure.council_id, version.reading.period)
    if measure.framework.kind == FrameworkKind.CONTRACT:
        raise Refused("The verdict of a contract is never overridden.")
    if version.superseded_at is not None or version.state not in (State.SUBMITTED, State.SIGNED_OFF):
        raise Refused("Only a figure that is submitted or signed off can be published with another judgement.")
    if value not in VALUES.get(kind, ()):
        raise Refused("There is no such judgement to publish.")
    if not why.strip():
        raise Refused("Say why: the reason is shown beside both judgements.")


def answer(*, proposal_id: int, agree: bool, answer: str, by: Person, at: dt.datetime) -> OverrideProposal:
    """Agree to a proposal, whose judgement then stands beside the computed one, or refuse it.

    Raises Denied for whoever is no head of the service or proposed it; Refused where it was answered, or its figure
    has changed since; Closed.
    """
    with transaction.atomic():
        proposal = OverrideProposal.objects.select_related("version__reading__measure").get(pk=proposal_id)
        reading = proposal.version.reading
        check_sign_off(by, reading.measure, frozenset({proposal.proposed_by_id}))
        check_open(reading.council_id, reading.period)
        if not agree and not answer.strip():
            raise Refused("Say why the proposal is refused: the performance team sees it.")
        answered = OverrideProposal.objects.filter(pk=proposal_id, agreed=None).update(
            agreed=agree, answered_by_id=by.user_id, answered_at=at, answer=answer.strip()
        )
        if not answered:
            raise Refused("This proposal has been answered already.")
        proposal.refresh_from_db(fields=["agreed", "answered_by", "answered_at", "answer"])
        if agree:
            _publish(proposal, by, at)
    return proposal


def _publish(proposal: OverrideProposal, by: Person, at: dt.datetime) -> None:
    """Give the signed-off figure a version with the judgement; a submitted one gets it when it is signed off."""
    standing = version_standing(proposal.version)
    if standing is None:
        raise Refused("The figure has changed since this was proposed: it has to be proposed again.")
    if standing.state != State.SIGNED_OFF:
        return
    if standing.reading.versions.filter(number__gt=standing.number).exists():
        raise Refused("A revision of this figure is on its way: sign it off or return it first.")
    columns = {name: getattr(standing, name) for name in FIGURE_COLUMNS}
    said = {each.kind: each for each in standing.judgements.all()} | {proposal.kind: overriding(proposal)}
    try:
        with transaction.atomic():
            _append(standing, said, columns, f"{proposal.get_kind_display()} overridden: {proposal.why}", by, at)
    except IntegrityError:
        raise Refused("Somebody else changed this figure at the same moment. Open it again to see.") from None


def _append(
    standing: ReadingVersion, said: dict[str, Judgement], columns: dict[str, object], reason: str, by: Person,
    at: dt.datetime,
) -> None:  # fmt: skip
    ReadingVersion.objects.filter(pk=standing.pk).update(superseded_at=at)
    version = ReadingVersion.objects.create(
        reading_id=standing.reading_id,
        number=standing.number + 1,
        state=State.SIGNED_OFF.value,
        recorded_at=at,
        by_id=by.user_id,
        reason=reason,
        **columns,
    )
    for each in said.values():
        each.pk, each.version = None, version
        each.save()
