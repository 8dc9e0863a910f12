"""What holds for every contract and every year, and a second, slow way to the same verdicts for small cases."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kpis.contracts.rules import ReportedPeriod, Risk, failures, verdicts
from tests.domain.contract_cases import ANNUAL, FIRST, MONTHLY, QUARTERLY, TERMS, B, I, M, O, clauses

FREQUENCIES = st.sampled_from((MONTHLY, QUARTERLY, ANNUAL))
STANDS = st.sampled_from((I, B, O, O, O, M))
LISTS = st.lists(STANDS, min_size=1, max_size=18)
TERMS_DRAWN = st.builds(
    lambda months, quarters, years, back, better: replace(
        TERMS,
        months_in_a_row=months,
        quarters_in_a_row=quarters,
        years_in_a_row=years,
        look_back_months=back,
        better_counts=better,
    ),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from((0, 1, 3, 6, 6, 6, 12)),
    st.booleans(),
)


def run(frequency, terms, stands, was=None, hidden=(), breaks=(), risks=()):
    first = FIRST[frequency]
    each = [
        ReportedPeriod(
            first.shifted(place), stand, was and was[place], "a new method" if place in breaks else "", place in hidden
        )
        for place, stand in enumerate(stands)
    ]
    return verdicts(frequency, terms, each, risks)


def failed(found):
    return {each.period for each in found if each.failure}


def by_run(found):
    return {each.period for each in found if each.failure and each.failure.clause != "5.3.4"}


@st.composite
def places(draw, stands):
    return draw(st.sets(st.integers(0, len(stands) - 1), max_size=4))


CASES = st.tuples(FREQUENCIES, TERMS_DRAWN, LISTS)


@given(CASES, st.data())
def test_a_figure_inside_is_never_a_failure_and_makes_none_later(case, data):
    frequency, terms, stands = case
    place = data.draw(st.integers(0, len(stands) - 1))
    before = run(frequency, terms, stands)
    after = run(frequency, terms, [*stands[:place], I, *stands[place + 1 :]])
    assert after[place].failure is None
    assert failed(after) <= failed(before)


@given(CASES)
def test_adding_a_period_inside_creates_no_failure(case):
    frequency, terms, stands = case
    assert failed(run(frequency, terms, [*stands, I])) == failed(run(frequency, terms, stands))


@given(CASES, st.data())
def test_missing_periods_put_in_between_change_no_failure_by_run(case, data):
    frequency, terms, stands = case
    gaps = data.draw(st.lists(st.integers(0, 3), min_size=len(stands), max_size=len(stands)))
    spread = [each for stand, gap in zip(stands, gaps, strict=True) for each in (*[M] * gap, stand)]
    kept = [place for place, _ in enumerate(stands)]
    at = [sum(gaps[: place + 1]) + place for place in kept]
    plain, wide = run(frequency, terms, stands), run(frequency, terms, spread)
    for place in kept:
        one, other = plain[place], wide[at[place]]
        is_by_run = [bool(each.failure and each.failure.clause != "5.3.4") for each in (one, other)]
        assert is_by_run[0] == is_by_run[1]
        assert one.run_length == other.run_length
        assert not (other.failure and not one.failure)


@given(CASES)
def test_counting_the_better_side_only_adds(case):
    frequency, terms, stands = case
    without = run(frequency, replace(terms, better_counts=False), stands)
    assert failed(without) <= failed(run(frequency, replace(terms, better_counts=True), stands))


@given(CASES, LISTS, st.data())
def test_no_verdict_depends_on_a_later_period(case, later, data):
    frequency, terms, stands = case
    was = data.draw(st.lists(STANDS, min_size=len(stands), max_size=len(stands)))
    hidden, breaks = data.draw(places(stands)), data.draw(places(stands))
    more = {"hidden": hidden, "breaks": breaks}
    whole = run(frequency, terms, [*stands, *later], was=[*was, *later], **more)
    assert whole[: len(stands)] == run(frequency, terms, stands, was=was, **more)


@given(CASES)
def test_without_a_period_outside_there_is_no_failure_and_no_watch(case):
    frequency, terms, stands = case
    found = run(frequency, replace(terms, better_counts=False), [I if each is O else each for each in stands])
    assert not failed(found)
    assert not any(each.is_watched or each.run for each in found)


@given(CASES, st.data())
def test_what_every_verdict_keeps_to(case, data):
    frequency, terms, stands = case
    breaks = data.draw(places(stands))
    for place, each in enumerate(run(frequency, terms, stands, breaks=breaks)):
        counts = each.stand is O or (terms.better_counts and each.stand is B)
        assert not (each.failure and each.is_watched)
        assert not (each.stand is M and each.failure)
        assert not (each.stand is M and each.is_watched) or each.run
        assert not counts or bool(each.failure) != each.is_watched
        assert bool(each.run) or not (counts or each.missing)
        if each.failure:
            assert counts
            assert (each.failure.periods, each.failure.missing) == (each.run, each.missing)
            assert each.failure.clause == "5.3.4" or len(each.run) >= terms.in_a_row(frequency)
            assert each.failure.clause in each.reason
        first = max([at for at in breaks if at <= place], default=0)
        assert all(period.start >= FIRST[frequency].shifted(first).start for period in each.run)


@given(CASES, st.data())
def test_one_run_is_one_failure(case, data):
    frequency, terms, stands = case
    found = run(frequency, terms, stands, breaks=data.draw(places(stands)))
    listed = failures(found)
    assert len({period for each in listed for period in each.periods}) == sum(len(each.periods) for each in listed)
    assert {each.periods[0] for each in listed} == {each.run[0] for each in found if each.failure}


@given(CASES, st.data())
def test_a_withheld_figure_cannot_be_worked_out_from_any_verdict(case, data):
    frequency, terms, stands = case
    hidden, breaks = data.draw(places(stands)), data.draw(places(stands))
    was = data.draw(st.lists(STANDS, min_size=len(stands), max_size=len(stands)))
    others = [data.draw(STANDS) if place in hidden else each for place, each in enumerate(stands)]
    once = [data.draw(STANDS) if place in hidden else each for place, each in enumerate(was)]
    found = run(frequency, terms, stands, was=was, hidden=hidden, breaks=breaks)
    assert found == run(frequency, terms, others, was=once, hidden=hidden, breaks=breaks)
    assert all(found[place].is_withheld for place in hidden)
    for each in found:
        told = (each.run, each.missing, each.failure, each.is_watched, each.revision, each.excused)
        assert not each.is_withheld or told == ((), (), None, False, "", None)


@given(CASES, st.data())
def test_what_is_not_withheld_is_what_the_whole_figures_give(case, data):
    frequency, terms, stands = case
    hidden = data.draw(places(stands))
    whole = run(frequency, terms, stands)
    for known, each in zip(whole, run(frequency, terms, stands, hidden=hidden), strict=True):
        assert each.is_withheld or each == known


@given(CASES, st.data())
def test_a_revision_is_named_where_and_only_where_the_failure_is_another(case, data):
    frequency, terms, stands = case
    was = data.draw(st.lists(STANDS, min_size=len(stands), max_size=len(stands)))
    now, then = run(frequency, terms, stands, was=was), run(frequency, terms, was)
    for each, first in zip(now, then, strict=True):
        clause, once = (found.failure.clause if found.failure else "" for found in (each, first))
        assert bool(each.revision) == (clause != once)
        if each.revision:
            done = f"undid the failure by {once}" if once else "made this a failure"
            assert (f"from {once} to {clause}" if once and clause else done) in each.revision


def months_apart(frequency, one, other):
    return (other - one) * {MONTHLY: 1, QUARTERLY: 3, ANNUAL: 12}[frequency]


def slowly(frequency, terms, stands, excused=(), breaks=()):
    """The same rules in the words of the contract: every period asks again about all before it."""

    def outside(place):
        return stands[place] is O or (terms.better_counts and stands[place] is B)

    def comparable(earlier, place):
        return not any(earlier < at <= place for at in breaks)

    def run_of(place):
        passed = terms.passes_over_missing
        back = [at for at in range(place, -1, -1) if (stands[at] is not M or not passed) and comparable(at, place)]
        return list(itertools.takewhile(outside, back))

    def clause(place):
        if not outside(place):
            return ""
        if len(run_of(place)) >= terms.in_a_row(frequency) and not (frequency is ANNUAL and place in excused):
            return {MONTHLY: "a", QUARTERLY: "b", ANNUAL: "c"}[frequency]
        return "4" if failed_lately(place) else ""

    def failed_lately(place):
        return any(
            months_apart(frequency, at, place) <= terms.look_back_months and comparable(at, place) and clause(at)
            for at in range(place)
        )

    def letter(place):
        if stands[place] is M:
            return "-w"[bool(run_of(place)) and not clause(run_of(place)[0])]
        return clause(place) or "-w"[outside(place) or failed_lately(place)]

    return "".join(letter(place) for place in range(len(stands)))


@given(FREQUENCIES, TERMS_DRAWN, st.lists(STANDS, min_size=1, max_size=9), st.booleans(), st.data())
def test_the_slow_way_gives_the_same(frequency, terms, stands, passes, data):
    terms = replace(terms, passes_over_missing=passes)
    breaks = data.draw(places(stands))
    excused = data.draw(places(stands)) if frequency is ANNUAL else set()
    days = [FIRST[frequency].shifted(place).end for place in excused]
    risks = [Risk(day, day, day) for day in days]
    found = run(frequency, terms, stands, breaks=breaks, risks=risks)
    assert clauses(found) == slowly(frequency, terms, stands, excused, breaks)


def test_the_slow_way_gives_the_same_for_every_eight_months():
    """Every eight months of inside, outside and missing, by Worcestershire's terms."""
    for stands in itertools.product((I, O, M), repeat=8):
        assert clauses(run(MONTHLY, TERMS, stands)) == slowly(MONTHLY, TERMS, stands)
