"""A measure's history and its judged line, from values alone."""

import pytest

from kpis.domain.disclosure import Threshold
from kpis.domain.figure import Actual, Figure, Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, Line, line_for, line_of
from kpis.domain.measure import BaselineFigure, Beside, ComparatorFigure, KeyMeasure
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.remarks import Opinion, Remarks
from kpis.domain.selection import Schedule
from kpis.domain.words import Marker, Movement, Scheme, Status, Target
from tests.domain.build import D, aim, count, p

YEARS = [p(text) for text in ("2014/15", "2015/16", "2016/17", "2017/18", "2018/19")]
NOW = YEARS[-1]


def measure(period_kind=PeriodKind.IN_PERIOD, below=None, scheme=Scheme.TARGET):
    schedule = Schedule(Frequency.ANNUAL, YearStart.APRIL, period_kind)
    rule = count(scheme, period_kind=period_kind)
    return KeyMeasure(
        1, 1, "M1", "Children looked after", "plan", "Plan", "", "", None, "", Unit.COUNT, "", False, schedule,
        Threshold(below), ((None, rule),),
    )  # fmt: skip


def history(*values, of=None):
    """The figures of the last years, the last one of 2018/19; None: no figure, Hidden: withheld."""
    periods = YEARS[-len(values) :]
    figures = [
        Hidden(period) if value is Hidden else Actual(D(value), period=period)
        for period, value in zip(periods, values, strict=True)
        if value is not None
    ]
    return History(of or measure(), figures)


NOTHING = Beside()
TARGETS = Beside((aim("580")._replace(period=NOW),))


def line(figures: History, beside: Beside = NOTHING) -> Line:
    return line_of(Context(NOW, NOW.end), figures, beside)


def test_a_line_is_judged_compared_and_printed():
    found = line(history("700", "660"), TARGETS)
    assert (found.printed, found.verdict.status) == ("660", Status.OFF_TARGET)
    assert (found.travel.movement, found.travel.change) == (Movement.DOWN, D(-40))


def test_a_missing_figure_is_named_with_the_last_one_known():
    found = line(history("700", None), TARGETS)
    assert (found.figure, found.verdict.status) == (None, Status.NO_DATA)
    assert found.verdict.reason == "No figure entered; last known: 700 for 2017/18."


def test_of_a_withheld_figure_nothing_is_judged_drawn_or_said():
    said = Remarks("Two children moved.", "area_of_concern", {"status": Opinion("met"), "dot": Opinion("up")})
    found = line(history("700", Hidden), TARGETS)._replace(said=said)
    assert (found.printed, found.verdict.status, found.travel.movement) == (
        "[c]", Status.HIDDEN, Movement.NOT_COMPARED,
    )  # fmt: skip
    assert (found.published("status"), found.section) == ("", None)
    assert found.trend.movement is Movement.NOT_COMPARED


def test_a_withheld_figure_is_never_compared_with():
    found = line(history(Hidden, "660"), TARGETS)
    assert found.travel.movement is Movement.NOT_COMPARED
    assert found.travel.reason == "Not compared: the figure for 2017/18 is withheld."
    assert line(history(Hidden, None)).verdict.reason == "No figure entered; last known: [c] for 2017/18."


def test_one_figure_stands_in_the_place_of_anothers_period():
    before = history("700", "660")
    after = before.with_figures(Actual(D(650), period=NOW), Actual(D(1), period=YEARS[0]))
    assert [each.value for each in after.known] == [1, 700, 650]
    assert [each.value for each in before.known] == [700, 660]
    assert [each.value for each in after.without(NOW).known] == [1, 700]


@pytest.mark.parametrize(("kind", "found"), [(PeriodKind.SNAPSHOT, "5"), (PeriodKind.IN_PERIOD, None)])
def test_the_last_day_alone_makes_a_position_one_figure(kind, found):
    """The position of March is the year's; what happened in March is not what happened in the year."""
    march = Actual(D(5), period=p("2019-03"))
    figures = History(measure(kind), [march])
    figure = figures.figure(NOW)
    assert (figure.value if isinstance(figure, Actual) else None) == (found and D(found))
    replaced = figures.with_figures(Actual(D(6), period=NOW))
    assert len(replaced.figures) == (1 if found else 2)


def test_no_trend_and_no_comparison_crosses_a_declared_break():
    figures = history("700", "690", "680", "670", "660")
    broken = figures.with_figures(Actual(D(680), period=YEARS[2], break_before="new definition"))
    assert [period for period, _ in line(figures).series] == YEARS
    assert [period for period, _ in line(broken).series] == YEARS[2:]
    assert broken.break_between(YEARS[1], NOW) == "new definition"
    assert broken.break_between(YEARS[2], NOW) is None


def test_comparators_of_the_period_stand_beside_the_comparison():
    comparators = (
        ComparatorFigure("England", NOW, D(600)),
        ComparatorFigure("Neighbours", YEARS[0], D(1)),
        ComparatorFigure("Family", NOW, None),
    )
    found = line(history("700", "660"), Beside(comparators=comparators))
    assert found.travel.beside == (("England", "600"),)


def test_the_baseline_is_the_latest_up_to_the_period():
    baselines = tuple(BaselineFigure(period, D(place)) for place, period in enumerate(YEARS))
    found = line_for(YEARS[2], Context(YEARS[2], YEARS[2].end), history("5", "6", "7"), Beside(baselines=baselines))
    assert found.baseline == 2


def test_a_target_of_another_year_does_not_judge():
    other = Beside((Target(D(580), period=YEARS[0]),))
    assert line(history("700", "660"), other).verdict.status is Status.NO_TARGET


@pytest.mark.parametrize(("value", "small"), [("4", True), ("5", False), ("0", False)])
def test_a_figure_that_is_entered_says_whether_it_is_small(value, small):
    made = measure(below=5).actual(Figure(D(value), marker=Marker.PROVISIONAL), NOW, "new definition", 7)
    expected = Actual(
        D(value), marker=Marker.PROVISIONAL, period=NOW, break_before="new definition", version=7, small=small
    )
    assert made == expected
