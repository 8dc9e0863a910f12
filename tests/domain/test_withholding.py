"""What is withheld together: of what is shown, no sum and no difference says a small number or a withheld one."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.disclosure import Threshold
from kpis.domain.figure import Actual
from kpis.domain.measure import KeyMeasure
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart
from kpis.domain.selection import Schedule
from kpis.domain.withholding import SignedVersion, span_of, withheld
from kpis.domain.words import Marker
from tests.domain.build import D, count, p

FIVE = Threshold(5)
FIRST = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
QUARTERS = ("2025/26 Q1", "2025/26 Q2", "2025/26 Q3", "2025/26 Q4")
YEAR = "2025/26"


def measure(
    kind: PeriodKind = PeriodKind.IN_PERIOD, unit: Unit = Unit.COUNT, threshold: Threshold = FIVE
) -> KeyMeasure:
    schedule = Schedule(Frequency.QUARTERLY, YearStart.APRIL, kind)
    return KeyMeasure(
        1, 1, "M1", "Admissions", "plan", "Plan", "", "", None, "", unit, "", True, schedule, threshold,
        ((None, count(period_kind=kind)),),
    )  # fmt: skip


TO_DATE = measure(PeriodKind.YEAR_TO_DATE)


def day(number: int) -> dt.datetime:
    return FIRST + dt.timedelta(days=number)


def version(period: str, value: str | None, since: int = 0, until: int | None = None, **part: str) -> SignedVersion:
    """A figure, a "part/whole" or (None) one that was marked as suppressed, signed off on a day."""
    numbers: dict[str, Any] = {"value": None, "marker": Marker.SUPPRESSED}
    if value is not None and "/" in value:
        upper, lower = (D(each) for each in value.split("/"))
        numbers = {"value": upper * 100 / lower, "numerator": upper, "denominator": lower}
    elif value is not None:
        numbers = {"value": D(value)}
    ended = None if until is None else day(until)
    return SignedVersion(Actual(**numbers, period=p(period)), day(since), ended, **part)


def closed(of: KeyMeasure, versions: Iterable[SignedVersion]) -> list[str]:
    """The labels of the totals that are withheld, in the order of the versions."""
    known = list(versions)
    keys = withheld(of, known).totals
    return list(dict.fromkeys(each.figure.period.code for each in known if of.key(each.figure.period) in keys))


def year(*values: str | None, total: str) -> list[SignedVersion]:
    """Four quarters and their year, signed off as each was over."""
    found = [version(period, value, place) for place, (period, value) in enumerate(zip(QUARTERS, values, strict=True))]
    return [*found, version(YEAR, total, 3)]


def test_a_small_quarter_is_withheld_with_what_came_last():
    assert closed(measure(), year("3", "10", "12", "11", total="36")) == ["2025/26 Q1", "2025/26 Q4"]


def test_where_the_year_came_later_than_its_quarters_the_year_is_withheld():
    quarters = [version(period, value) for period, value in zip(QUARTERS, ("3", "10", "12", "11"), strict=True)]
    assert closed(measure(), [*quarters, version(YEAR, "36", 9)]) == ["2025/26 Q1", "2025/26"]


def test_without_the_year_nothing_gives_the_quarter_away():
    assert closed(measure(), year("3", "10", "12", "11", total="36")[:4]) == ["2025/26 Q1"]


def test_what_is_left_for_a_quarter_that_was_never_reported():
    assert closed(measure(), [*year("10", "12", "11", "9", total="36")[:3], version(YEAR, "36", 9)]) == [YEAR]


def test_a_year_to_date_and_the_quarter_before_it():
    assert closed(TO_DATE, [version(QUARTERS[0], "10"), version(QUARTERS[1], "12")]) == ["2025/26 Q2"]


def test_a_year_to_date_goes_on_where_it_has_grown_enough():
    values = ("10", "12", "16", "30")
    found = [version(period, value) for period, value in zip(QUARTERS, values, strict=True)]
    assert closed(TO_DATE, found) == ["2025/26 Q2"]


@pytest.mark.parametrize(("zero", "found"), [(False, []), (True, ["2025/26 Q2"])])
def test_no_more_than_before_is_a_zero(zero, found):
    to_date = measure(PeriodKind.YEAR_TO_DATE, threshold=Threshold(5, zero))
    assert closed(to_date, [version(QUARTERS[0], "10"), version(QUARTERS[1], "10")]) == found


@pytest.mark.parametrize("kind", [PeriodKind.SNAPSHOT, PeriodKind.ROLLING_12])
def test_positions_and_rolling_figures_do_not_add_up(kind):
    assert closed(measure(kind), [version(QUARTERS[0], "10"), version(QUARTERS[1], "12")]) == []


def test_two_that_can_only_be_one_each_take_their_year_along():
    assert closed(measure(), year("1", "10", "12", "1", total="24")) == ["2025/26 Q1", "2025/26 Q4", "2025/26"]


def test_two_that_may_be_several_numbers_do_not():
    assert closed(measure(), year("1", "10", "12", "2", total="25")) == ["2025/26 Q1", "2025/26 Q4"]


def test_shares_by_what_they_are_worked_out_from():
    share = measure(unit=Unit.PERCENTAGE)
    found = closed(share, year("3/60", "10/60", "12/60", "11/60", total="36/240"))
    assert found == ["2025/26 Q1", "2025/26 Q4"]


def test_what_is_left_of_a_shares_whole_counts_too():
    to_date = measure(PeriodKind.YEAR_TO_DATE, Unit.PERCENTAGE)
    assert closed(to_date, [version(QUARTERS[0], "20/40"), version(QUARTERS[1], "40/62")]) == ["2025/26 Q2"]


def test_a_total_that_counts_people_once_says_nothing_of_its_quarters():
    assert closed(measure(), year("10", "12", "11", "14", total="36")) == []


class TestMarkedByHand:
    UNLIMITED = measure(threshold=Threshold(None, by_hand=True))

    def test_what_would_give_it_away_is_withheld_without_a_threshold(self):
        assert closed(self.UNLIMITED, year("30", None, "12", "11", total="93")) == ["2025/26 Q2", "2025/26 Q4"]

    def test_one_marked_beside_a_small_one_is_enough(self):
        assert closed(measure(), year("3", None, "12", "11", total="36")) == ["2025/26 Q1", "2025/26 Q2"]

    def test_every_version_of_it_is_withheld(self):
        found = [version(YEAR, "40", until=5), version(YEAR, None, 5)]
        assert closed(self.UNLIMITED, found) == [YEAR]

    def test_taken_back_it_is_shown_again(self):
        found = [version(YEAR, None, until=5), version(YEAR, "40", 5)]
        assert closed(self.UNLIMITED, found) == []

    def test_but_not_where_it_kept_a_small_one(self):
        """What was withheld then, and all the rest, would be known."""
        found = [*year("3", None, "12", "11", total="36")]
        found[1] = found[1]._replace(until=day(5))
        found += [version(QUARTERS[1], "10", 5)]
        assert closed(measure(), found) == ["2025/26 Q1", "2025/26 Q2"]


def test_a_revision_of_a_small_one_does_not_show_what_was_withheld_with_it():
    found = year("3", "10", "12", "11", total="36")
    found[0], found[4] = found[0]._replace(until=day(8)), found[4]._replace(until=day(8))
    found += [version(QUARTERS[0], "8", 8), version(YEAR, "41", 8)]
    assert closed(measure(), found) == ["2025/26 Q1", "2025/26 Q4"]


def test_a_revision_before_anything_was_withheld_with_it_is_shown():
    found = [version(YEAR, "3", until=5), version(YEAR, "8", 5)]
    assert closed(measure(), found) == []


class TestParts:
    def parts(self, **values: tuple[str | None, ...]) -> set[tuple[str, str]]:
        """The categories and periods that are withheld; ``values`` by category in quarters and the year."""
        versions = [
            version(period, value, dimension="District", category=name)
            for name, found in values.items()
            for period, value in zip((*QUARTERS, YEAR), found, strict=False)
        ]
        keys = withheld(measure(), versions).parts
        places = ((each.category, each.figure.period) for each in versions)
        return {(name, period.code) for name, period in places if ("District", name, measure().key(period)) in keys}

    def test_a_second_part_goes_with_a_small_one(self):
        assert self.parts(North=("3",), West=("9",), East=("7",)) == {("North", QUARTERS[0]), ("East", QUARTERS[0])}

    def test_both_go_for_the_whole_year(self):
        found = self.parts(North=("3", "9", "9", "9", "30"), West=("9", "9", "9", "9", "36"), East=("99",) * 5)
        assert found == {(name, period) for name in ("North", "West") for period in (*QUARTERS, YEAR)}

    def test_so_does_a_part_that_grows_by_a_small_number(self):
        versions = [
            version(period, value, dimension="District", category=name)
            for name, values in {"North": ("10", "12"), "West": ("20", "40")}.items()
            for period, value in zip(QUARTERS, values, strict=False)
        ]
        assert {name for _, name, _ in withheld(TO_DATE, versions).parts} == {"North", "West"}

    def test_where_the_total_is_withheld_its_parts_do_not_add_up_to_it(self):
        total = year("3", "10", "12", "11", total="36")
        parts = [
            version(QUARTERS[3], value, 3, dimension="District", category=name)
            for name, value in {"North": "5", "West": "6"}.items()
        ]
        assert {name for _, name, _ in withheld(measure(), [*total, *parts]).parts} == {"North", "West"}


def test_where_nothing_is_small_nothing_is_withheld():
    found = withheld(measure(), year("10", "12", "11", "14", total="47"))
    assert (found.totals, found.parts) == (frozenset(), frozenset())


KINDS = st.sampled_from([PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE])
CELLS: tuple[Period, ...] = tuple(p(text) for text in (*QUARTERS, "2025/26 H1", "2025/26 H2", YEAR))


@given(
    KINDS, st.lists(st.integers(0, 12), min_size=4, max_size=4), st.sets(st.sampled_from(range(7)), min_size=1),
    st.lists(st.integers(0, 3), min_size=7, max_size=7), st.sampled_from([None, 0, 1, 2, 3]),
)  # fmt: skip
def test_whatever_the_numbers_nothing_that_is_shown_says_a_withheld_one(kind, counts, reported, days, marked):
    """Against linear algebra: no sum and difference of shown figures is that of a stretch of time with a small count,
    or with a figure that is withheld for itself."""
    of = measure(kind)
    months = [Decimal(each) if not at % 3 else Decimal(0) for at in range(12) for each in [counts[at // 3]]]
    found = []
    for place in sorted(reported):
        start, end = _span(of, CELLS[place])
        value = None if place == marked else str(sum(months[start:end], Decimal(0)))
        found.append(version(CELLS[place].code, value, days[place]))
    keys = withheld(of, found).totals
    shown = [each for each in found if of.key(each.figure.period) not in keys and not of.is_withheld(each.figure)]
    vectors = [_vector(_span(of, each.figure.period)) for each in shown]
    own = {_span(of, each.figure.period) for each in found if of.is_withheld(each.figure)}
    for stretch in combinations(range(0, 13, 3), 2):
        if 0 < sum(months[slice(*stretch)]) < 5 or stretch in own:
            assert not _is_sum_of(_vector(stretch), vectors)


def _span(of: KeyMeasure, period: Period) -> tuple[int, int]:
    """In months from April."""
    start, end = span_of(of, Actual(D("1"), period=period))
    return start - 2025 * 12 - 3, end - 2025 * 12 - 3


def _vector(span: tuple[int, int]) -> list[Fraction]:
    return [Fraction(int(span[0] <= 3 * quarter < span[1])) for quarter in range(4)]


def _is_sum_of(wanted: list[Fraction], vectors: list[list[Fraction]]) -> bool:
    return _rank([*vectors, wanted]) == _rank(vectors)


def _rank(vectors: list[list[Fraction]]) -> int:
    rows, rank = [list(each) for each in vectors], 0
    for column in range(4):
        lead = next((row for row in rows[rank:] if row[column]), None)
        if lead is None:
            continue
        rows.remove(lead)
        rows.insert(rank, lead)
        for at in range(rank + 1, len(rows)):
            share = rows[at][column] / lead[column]
            rows[at] = [x - share * y for x, y in zip(rows[at], lead, strict=True)]
        rank += 1
    return rank
