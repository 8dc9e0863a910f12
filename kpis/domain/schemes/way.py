"""What every scheme has: each module of this package that the table names is a `Way`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from kpis.domain.numbers import plain
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.words import Earlier, Polarity, Rule, RuleError, Target, ToleranceKind


class Wording(NamedTuple):
    """A scheme in words: its name, a sentence for a measure's page, and what earns each colour for "How it works".

    ``no_target`` says that nothing is ever set for it; blank where something is.
    """

    name: str
    meaning: str
    green: str
    amber: str
    red: str
    no_target: str = ""


class Edges(NamedTuple):
    """The figures at which the verdict turns: the lowest and the highest that are tolerated; None: no such edge."""

    low: Decimal | None = None
    high: Decimal | None = None

    def check_order(self) -> None:
        """Raises RuleError where the lower edge is above the upper one."""
        if self.low is not None and self.high is not None and self.low > self.high:
            raise RuleError(f"the lower edge cannot be above the upper one ({plain(self.low)} to {plain(self.high)})")


NO_LABELS: Mapping[str, str] = {}
BY_DIRECTION = frozenset({Polarity.HIGHER, Polarity.LOWER})
"""The polarities that most schemes judge by."""


class Way(Protocol):
    """A way to judge a figure. ``rule`` is always one of its own scheme."""

    @property
    def WORDING(self) -> Wording: ...

    @property
    def FIELDS(self) -> tuple[str, ...]:
        """What is stated of a target, of value, tolerance, tolerance_kind, low and high; empty: there is no target."""

    @property
    def LABELS(self) -> Mapping[str, str]:
        """What a form calls those fields that have other names here."""

    @property
    def KIND(self) -> ToleranceKind | None:
        """The kind of tolerance that goes without saying; None: it is stated, or there is no tolerance."""

    @property
    def EDGES_IN_UNIT(self) -> bool:
        """Whether low and high are in the measure's unit; else they are in percent."""

    @property
    def POLARITIES(self) -> frozenset[Polarity]:
        """Those it judges by. The polarity none goes with every scheme: where it is not here, for information."""

    @property
    def NEEDS_LAST_YEAR(self) -> bool: ...

    def is_set(self, target: Target) -> bool:
        """Whether a target says what the scheme judges by; one set for another scheme may not."""

    def judge(self, rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
        """The verdict on a printed figure, beside a target that is set."""

    def sentence(self, verdict: Assessment) -> str:
        """The reason for one of its own verdicts, the numbers in it."""

    def check(self, target: Target) -> None:
        """Refuse a target that it could not judge by. Raises RuleError with the remedy."""

    def edges(self, rule: Rule, target: Target) -> Edges:
        """The edges of what is tolerated, in the measure's unit or in percent (``EDGES_IN_UNIT``)."""

    def set_text(self, rule: Rule, target: Target) -> str:
        """What was set, in short: "580", "90% (within 5 percentage points)", "52.3% to 62.7%"; blank where nothing."""

    def aim_text(self, rule: Rule, target: Target) -> str:
        """What was set, with its noun: "the target of 40", "the band of 17.9% to 36.5%"; blank where nothing was."""
