"""As of a moment: figures, targets, baselines and comparators as they stood then, however they were changed since."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.domain.words import Status
from kpis.models import Framework, Target
from kpis.readings.moments import MomentError, end_of_day
from tests.scorecards.asking import card, line, page
from tests.stored import make_comparator, make_council, make_measure, make_plan, make_reading, make_target, moment

JUNE, SEPTEMBER, DECEMBER = (moment(day) for day in ("2019-06-10", "2019-09-12", "2019-12-01"))


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


def test_each_version_stands_from_when_it_was_recorded_until_it_was_replaced(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "346", at=JUNE)
    make_reading(measure, "2018/19", "345", at=SEPTEMBER)
    second = dt.timedelta(seconds=1)
    stood = {at: line("2018/19", at).printed for at in (JUNE, SEPTEMBER - second, SEPTEMBER, DECEMBER)}
    assert stood == {JUNE: "346", SEPTEMBER - second: "346", SEPTEMBER: "345", DECEMBER: "345"}
    assert card("2018/19", JUNE - second).lines == ()


def test_a_target_judges_as_it_stood(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "346", at=JUNE)
    make_target(measure, "2018/19", "340", at=JUNE)
    make_target(measure, "2018/19", "350", at=SEPTEMBER)
    assert line("2018/19", JUNE).verdict.status is Status.OFF_TARGET
    assert line("2018/19", SEPTEMBER).verdict.status is Status.ON_TARGET
    assert line("2018/19").verdict.status is Status.ON_TARGET


def test_a_target_that_was_withdrawn_stood_until_then(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "346", at=JUNE)
    make_target(measure, "2018/19", "340", at=JUNE)
    make_target(measure, "2018/19", at=SEPTEMBER, withdrawn=True)
    assert line("2018/19", JUNE).verdict.status is Status.OFF_TARGET
    assert line("2018/19").verdict.status is Status.NO_TARGET


def test_comparators_too(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2017/18", "400", at=JUNE)
    make_reading(measure, "2018/19", "346", at=JUNE)
    make_comparator(measure, "England", "2018/19", "320")
    measure.comparators.update(recorded_at=SEPTEMBER)
    assert "England" not in line("2018/19", JUNE).travel.reason
    assert "England: 320" in line("2018/19").travel.reason


def test_the_periods_offered_and_the_latest_are_those_of_then(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2017/18", "400", at=JUNE)
    make_reading(measure, "2018/19", "346", at=SEPTEMBER)
    assert [each.code for each in card("", JUNE).periods] == ["2017/18"]
    assert card("", JUNE).period.code == "2017/18"
    assert card().period.code == "2018/19"


def test_the_last_known_figure_is_that_of_then(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2017/18", "400", at=JUNE)
    make_reading(measure, "2017/18", "402", at=SEPTEMBER)
    make_reading(measure, "2018/19", marker="awaiting", at=JUNE)
    assert line("2018/19", JUNE).verdict.reason.endswith("last known: 400 for 2017/18.")
    assert line("2018/19").verdict.reason.endswith("last known: 402 for 2017/18.")


def test_a_milestone_is_judged_on_the_day_asked_about(plan):
    make_reading(
        make_measure(plan, "M1", unit="milestone", scheme="milestone"), "2018/19", "0", at=moment("2018-05-01")
    )
    assert line("2018/19", moment("2019-03-01")).verdict.status is Status.NOT_DUE
    assert line("2018/19", moment("2019-06-01")).verdict.status is Status.NOT_ACHIEVED


def test_a_milestone_is_not_overdue_before_its_day(plan):
    make_reading(make_measure(plan, "M1", unit="milestone", scheme="milestone"), "2018/19", "0")
    found = card("2018/19", today=dt.date(2019, 3, 30)).lines[0]
    assert found.verdict.status is Status.NOT_DUE
    assert card("2018/19", today=dt.date(2019, 3, 31)).lines[0].verdict.status is Status.NOT_ACHIEVED


def test_a_measures_history_holds_revisions_and_targets_up_to_then_alone(plan):
    measure = make_measure(plan, "M1")
    for at, value in ((JUNE, "346"), (SEPTEMBER, "345"), (DECEMBER, "344")):
        make_reading(measure, "2018/19", value, at=at)
        make_target(measure, "2018/19", value, at=at)
    then, now = page(at=SEPTEMBER), page()
    assert [each.figure.value for each in then.revisions] == [346]
    assert [each.figure.value for each in now.revisions] == [345, 346]
    assert [each.target.value for each in then.targets] == [345, 346]
    assert len(now.targets) == Target.objects.count() == 3


def test_asking_about_then_takes_as_many_statements_as_now(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "346", at=JUNE)
    counts = []
    for at in (None, DECEMBER):
        with CaptureQueriesContext(connection) as captured:
            card("2018/19", at)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2019-01-15", 23), ("2019-06-18", 22), ("2019-03-31", 22), ("2019-10-27", 23)],
)
def test_a_day_ends_at_midnight_in_london_in_summer_and_in_winter(day, hour):
    end = end_of_day(day)
    assert end.astimezone(dt.UTC).hour == hour
    assert timezone.localtime(end).date().isoformat() == day
    assert timezone.localtime(end + dt.timedelta(microseconds=1)).hour == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "June 2019",
        "31 June 2019",
        "18 Juny 2019",
        "2019-02-30",
        "2019-6-18",
        "9999-12-31",
        "x" * 5000,
        "２０１９-06-18",
    ],
)
def test_what_is_no_day_is_refused_shortly(text):
    with pytest.raises(MomentError, match="write it as 2019-06-18") as refused:
        end_of_day(text)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize("text", ["18 June 2019", " 18 june  2019 ", "18 Jun 2019"])
def test_a_day_is_read_in_words_too(text):
    assert end_of_day(text) == end_of_day("2019-06-18")


@pytest.mark.parametrize(
    "text", ["2019-W25-2", "20190618", "18/06/2019", "2018/19 academic Q4", "2018/19 financial year"]
)
def test_no_other_way_of_writing_a_day_is_read(text):
    with pytest.raises(MomentError):
        end_of_day(text)
