"""Judgements that were published instead of the computed ones, in words."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from kpis.domain.line import Line
from kpis.domain.periods import date_text
from kpis.domain.words import Movement
from kpis.models import Judgement
from kpis.presenters import MOVEMENTS, PROJECTIONS, PUBLISHED_STATUS, look_of
from kpis.sign_off.queries import agreed_overrides

KINDS = {
    Judgement.Kind.STATUS: "status",
    Judgement.Kind.DOT: "direction of travel",
    Judgement.Kind.TREND: "trend",
    Judgement.Kind.PROJECTION: "projection",
}


def kind_text(kind: str) -> str:
    return KINDS[Judgement.Kind(kind)]


def judgement_text(kind: str, value: str) -> str:
    """A judgement's value in words: "amber", "down", "Improve"."""
    if kind == Judgement.Kind.STATUS:
        return PUBLISHED_STATUS.get(value, value)
    if kind == Judgement.Kind.PROJECTION:
        return PROJECTIONS.get(value, value).lower()
    return MOVEMENTS[Movement(value)].lower()


def computed_text(line: Line, kind: str) -> str:
    """What was computed, or for a projection said by the service."""
    if kind == Judgement.Kind.STATUS:
        rag = line.verdict.rag.value
        return f"{look_of(line.verdict.status, line.verdict.rag).word.lower()} ({rag})"
    if kind == Judgement.Kind.PROJECTION:
        return judgement_text(kind, line.published("projection")) or "none stated"
    return MOVEMENTS[(line.travel if kind == Judgement.Kind.DOT else line.trend).movement].lower()


class Override(NamedTuple):
    """An override as the measure's page tells it."""

    kind: str
    computed: str
    published: str
    why: str
    proposed_by: str
    agreed_by: str
    on: str


def overrides_of(line: Line, with_names: bool) -> list[Override]:
    """The overrides beside a line. Names are for the council's own people; others read who acted by their office."""
    said = {kind: each.value for kind, each in line.said.opinions.items() if each.source == "override"}
    if not said or line.figure is None or not line.published(next(iter(said))):
        return []
    return [
        Override(
            kind_text(each.kind), computed_text(line, each.kind), judgement_text(each.kind, each.value), each.why,
            f"{each.proposed_by} of the performance team" if with_names else "the performance team",
            f"{each.agreed_by}, head of service" if with_names else "the head of service",
            date_text(timezone.localtime(each.at).date()),
        )
        for each in agreed_overrides(line.figure.version)
        if said.get(each.kind) == each.value
    ]  # fmt: skip
