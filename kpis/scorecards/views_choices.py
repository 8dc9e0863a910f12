"""What a reader chooses of a scorecard: the form, what is chosen, the periods to step to, the counts that filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from kpis.domain.periods import Kind, Period
from kpis.domain.summary import Tally
from kpis.domain.words import Rag
from kpis.markup import fragment
from kpis.presenters import RAG_ICONS, RAG_WORDS
from kpis.scorecards.forms import FILTERS, ScorecardFilters
from kpis.scorecards.queries import Scorecard, offered
from kpis.scorecards.words import COLOURS
from kpis.web.asking import LONGEST, address

Options = Sequence[tuple[str, str]]
KINDS = {Kind.HALF: "Halves", Kind.SNAPSHOT: "Days", Kind.YEAR: "Years", Kind.QUARTER: "Quarters", Kind.MONTH: "Months"}


class ChoiceText(NamedTuple):
    """A field of the form. ``groups`` are its options under their headings, where it is a list; ``error`` is the field
    as all forms show one that is wrong."""

    name: str
    label: str
    value: str
    kind: str = "select"
    groups: Sequence[tuple[str, Options]] = ()
    error: SafeString | str = ""


class CountText(NamedTuple):
    """A colour with its number, which is a link to the measures of it."""

    css: str
    icon: str
    number: int
    word: str
    address: str
    is_chosen: bool


class Chip(NamedTuple):
    """A choice in force, and the address without it."""

    words: str
    address: str


def filters_of(request: HttpRequest, card: Scorecard) -> ScorecardFilters:
    form = ScorecardFilters({name: text[: LONGEST + 1] for name, text in request.GET.items()})
    form.offer_of(card.lines)
    return form


def form_html(card: Scorecard, filters: ScorecardFilters) -> SafeString:
    return fragment("scorecards/filters.jinja", fields=[*_of_scorecard(card), *_of_list(filters), _as_of(card)])


def _of_scorecard(card: Scorecard) -> list[ChoiceText]:
    """Which scorecard: its period, its committee, its plan or contract."""
    periods = [
        (KINDS[kind], [(each.slug, each.label) for each in known])
        for kind, known in offered(with_current(card)).items()
    ]
    committees = [("", "All committees"), *((each.slug, each.name) for each in card.council.committees)]
    plans = [("", "All plans and contracts"), *((each.slug, each.name) for each in card.council.frameworks)]
    found = [
        ChoiceText("period", "Period", card.period.slug if card.period else "", groups=periods),
        ChoiceText("committee", "Committee", card.committee.slug if card.committee else "", groups=[("", committees)]),
        ChoiceText(
            "framework", "Plan or contract", card.framework.slug if card.framework else "", groups=[("", plans)]
        ),
    ]
    return found if len(committees) > 1 else [found[0], found[2]]


def _of_list(filters: ScorecardFilters) -> list[ChoiceText]:
    found = []
    for name, field in filters.fields.items():
        label, value = str(field.label or name.capitalize()), str(filters.data.get(name, ""))
        kind = "hidden" if field.widget.is_hidden else "text"
        options = [(str(key), str(text)) for key, text in getattr(field, "choices", ())]
        error = filters[name].as_field_group() if name in filters.errors else ""
        found.append(ChoiceText(name, label, value, kind, [("", options)] if options else (), error))
    return found


def _as_of(card: Scorecard) -> ChoiceText:
    return ChoiceText("as_of", "As it stood on", f"{timezone.localtime(card.at):%Y-%m-%d}" if card.at else "", "date")


def counts(request: HttpRequest, tally: Tally) -> list[CountText]:
    """The four large numbers; that of a colour which is chosen leads back to all."""
    chosen = request.GET.get("status", "")
    found = []
    for rag in COLOURS:
        is_chosen = chosen == rag.value
        link = address(request, status=None if is_chosen else rag.value)
        found.append(CountText(rag.value, RAG_ICONS[rag], tally.of(rag), _word(rag), link, is_chosen))
    return found


def _word(rag: Rag) -> str:
    return RAG_WORDS[rag].lower()


def chips(request: HttpRequest, filters: ScorecardFilters) -> list[Chip]:
    """The filters in force."""
    found = []
    for name in FILTERS:
        value = str(filters.wanted[name])
        words = dict(getattr(filters.fields[name], "choices", [])).get(value, value)
        if value:
            found.append(Chip(f"{name.capitalize()}: {words}", address(request, **{name: None})))
    return found


def all_address(request: HttpRequest, card: Scorecard) -> str:
    """The same scorecard without filters."""
    return address(request, period=card.period.slug if card.period else None, **dict.fromkeys(FILTERS))


def with_current(card: Scorecard) -> list[Period]:
    known = list(card.periods)
    return known if card.period is None or card.period in known else [card.period, *known]


def near(card: Scorecard) -> list[Period]:
    """The periods to step to from the one shown: up to six of its length around it, the earliest first."""
    if card.period is None:
        return []
    here = (card.period.kind, card.period.year_start)
    alike = [each for each in with_current(card) if (each.kind, each.year_start) == here]
    alike.sort(key=lambda each: each.end)
    place = alike.index(card.period)
    first = max(0, min(place - 3, len(alike) - 6))
    return alike[first : first + 6]
