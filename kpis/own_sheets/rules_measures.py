"""Which measure a cell means: by its reference, its exact title, else the likeliest, which a person is asked about."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from math import log
from typing import NamedTuple, TypeVar

from kpis.domain.figure_reader import Shape
from kpis.domain.measure import PeriodKey, period_key
from kpis.domain.numbers import Unit
from kpis.domain.own_periods import Reporting
from kpis.domain.periods import Period
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rule

Key = TypeVar("Key")
Value = TypeVar("Value")
LEAST_LIKE = 0.5
"""How much of two titles' words must be the same, rare words counting more."""
CLOSE = 0.1
SHORT = {
    "cpp": "child protection plan", "cpps": "child protection plans", "eet": "education employment training",
    "neet": "not education employment training", "uasc": "unaccompanied children seeking asylum",
    "lac": "looked after children", "cla": "children looked after", "ehcp": "education health care plan",
    "ehc": "education health care", "ehcps": "education health care plans", "fte": "full time post",
    "ksi": "killed seriously injured", "nox": "nitrogen dioxide", "sgo": "special guardianship",
    "rwm": "reading writing maths", "dtoc": "days ready leave hospital",
}  # fmt: skip
"""Abbreviations of the field, spelt out."""
STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by for from had has have in into is it of on or per rate s than that the their "
        "them this to was were who with within number no percentage percent proportion total our council",
    )
)


class SheetMeasure(NamedTuple):
    """A measure as a sheet is read for it. ``rules`` are in order of their beginning; ``figures`` are the stored ones
    of the whole measure, working versions before signed-off ones."""

    ref: str
    title: str
    reporting: Reporting
    unit: Unit
    unit_label: str
    is_share: bool
    no_share: str
    rules: tuple[tuple[dt.date | None, Rule], ...] = ()
    figures: Mapping[Period, Decimal] = {}

    def rule(self, period: Period | None) -> Rule | None:
        if not self.rules:
            return None
        return rule_in_force(list(self.rules), period) if period is not None else self.rules[-1][1]

    def shape(self, period: Period | None) -> Shape:
        return Shape(self.unit, self.unit_label, self.is_share, self.rule(period), self.no_share)

    def key(self, period: Period) -> PeriodKey:
        return period_key(period, self.reporting.period_kind.known_by_end)


class MeasureMatch(NamedTuple):
    """The measure that a text means; ``question`` is asked where it may mean another."""

    measure: SheetMeasure
    question: str = ""


class Catalogue:
    """The measures of a council, to be looked up by what stands in cells. Every text is looked up once."""

    def __init__(self, measures: Sequence[SheetMeasure]) -> None:
        self.measures = list(measures)
        self.by_ref = {each.ref.lower(): each for each in measures}
        self.by_nearly = _grouped((_nearly(each.ref), each) for each in measures)
        self.by_title = _grouped((normal(each.title), each) for each in measures)
        self._likely: dict[str, MeasureMatch | None] = {}

    def of_ref(self, text: str) -> SheetMeasure | None:
        return self.by_ref.get(text.strip().lower())

    def exact(self, text: str) -> MeasureMatch | None:
        """The measure of a reference, of a reference with a title behind it, or of a title."""
        if found := self.of_ref(text):
            return MeasureMatch(found)
        first = re.match(r"\s*([A-Za-z0-9._-]+?)[\s:.–—-]*(?:[\s:]|$)", text)
        if first and any(each.isdigit() for each in first[1]) and (found := self.by_ref.get(first[1].lower())):
            return MeasureMatch(found)
        titled = self.by_title.get(normal(text), [])
        return _titled(text, titled) if titled else None

    def nearly(self, text: str) -> MeasureMatch | None:
        """The measure whose reference is nearly this: CYP 1, cyp-01, CYPO1 for CYP01."""
        found = self.by_nearly.get(_nearly(text), []) if any(each.isdigit() for each in text) else []
        if len(found) != 1:
            return None
        return MeasureMatch(found[0], f"“{text}” is no reference here: did you mean {found[0].ref} ({found[0].title})?")

    def likely(self, text: str) -> MeasureMatch | None:
        """The measure whose title is most like a text, to be asked about; None where none is like it."""
        if text not in self._likely:
            self._likely[text] = self._likeliest(text)
        return self._likely[text]

    def _likeliest(self, text: str) -> MeasureMatch | None:
        wanted = _tokens(text)
        common: dict[int, float] = defaultdict(float)
        for token in wanted:
            for place in self._places.get(token, ()):
                common[place] += self._weight(token)
        own = sum(map(self._weight, wanted))
        scores = sorted(
            ((2 * each / (own + self._sizes[place]), place) for place, each in common.items()), reverse=True
        )
        if not scores or scores[0][0] < LEAST_LIKE:
            return None
        close = [
            self.measures[place] for score, place in scores if score > scores[0][0] - CLOSE and score >= LEAST_LIKE
        ]
        others = "".join(f", or {each.ref} ({each.title})" for each in close[1:3])
        return MeasureMatch(close[0], f"“{text}” is no title here: is it {close[0].ref} ({close[0].title}){others}?")

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        return _grouped((token, place) for place, each in enumerate(self.measures) for token in _tokens(each.title))

    @cached_property
    def _sizes(self) -> list[float]:
        return [sum(map(self._weight, _tokens(each.title))) for each in self.measures]

    def _weight(self, token: str) -> float:
        return log(1 + (len(self.measures) + 1) / (len(self._places.get(token, ())) + 1))


def _titled(text: str, found: list[SheetMeasure]) -> MeasureMatch:
    if len(found) == 1:
        return MeasureMatch(found[0])
    refs = " or ".join(each.ref for each in found)
    return MeasureMatch(found[0], f"“{text}” is the title of several measures: is it {refs}?")


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def normal(text: str) -> str:
    """A title without what people write differently: case, spaces, punctuation."""
    return " ".join(re.sub(r"[^\w%]+", " ", text.casefold().replace("&", " and ").replace("’", "'")).split())


def _nearly(text: str) -> str:
    """A reference without spaces and signs, zeros before its numbers, and O written for 0."""
    joined = re.sub(r"[\W_]+", "", text.lower())
    joined = re.sub(r"(?<=\d)o|o(?=\d)", "0", joined)
    return re.sub(r"(?<!\d)0+(?=\d)", "", joined)


def _tokens(text: str) -> frozenset[str]:
    words = normal(text).replace("%", " ").split()
    spelt = [each for word in words for each in SHORT.get(word, word).split()]
    return frozenset(_stem(each) for each in spelt if each not in STOP)


def _stem(word: str) -> str:
    """A word without its plural."""
    return {"children": "child", "people": "person"}.get(
        word, word[:-1] if len(word) > 3 and word.endswith("s") else word
    )
