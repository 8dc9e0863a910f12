"""Every cell that is refused: the row, and to the letter what is said of it. Nothing is written beside it."""

import pytest

from tests.interchange.helpers import add, errors, stored

pytestmark = pytest.mark.django_db

READINGS = "ref,period,category,value,numerator,denominator,marker"
NO_SHARE = 'if it is no share of a whole, say so in measures.csv: share "no"'
FORMS = (
    "write for example 2018/19, 2018/19 Q4, 2018/19 academic, Jan to Dec 2018 (a calendar year) or 2019-03 (a month)"
)
NO_CASES = 'the denominator is 0: state the marker not_applicable with the commentary "no cases"'
BESIDE = "which says that there is no figure: leave one of them blank"
WITHOUT = "awaiting, not_applicable, not_monitored, suppressed"
MARKERS = "final, provisional, revised, estimated, awaiting, not_applicable, not_monitored, suppressed"

FIGURES = {
    "C1,2018/19,,abc,,,": 'value: "abc" is not a number',
    "C1,2018/19,,1e5,,,": 'value: "1e5" is not a number',
    "C1,2018/19,,1_000,,,": 'value: "1_000" is not a number',
    "C1,2018/19,,NaN,,,": 'value: "NaN" is not a number',
    "C1,2018/19,,٣٤,,,": 'value: "٣٤" is not a number',
    "C1,2018/19,,1234567890,,,": 'value: "1234567890" has more than 9 digits before or 6 after the point',
    "C1,2018/19,,0.1234567,,,": 'value: "0.1234567" has more than 9 digits before or 6 after the point',
    "C1,2018/19,,60%,,,": 'value: "60%" has a % sign, but the figure is no percentage',
    "P1,2018/19,,£60,,,": 'value: "£60" has a £ sign, but the figure is no currency',
    "C1,2018/19,,-5,,,": 'value: "-5" is negative, which a count cannot be',
    "C1,2018/19,,(5),,,": 'value: "(5)" is negative, which a count cannot be',
    "P1,2018/19,,100.1,,,": f'value: "100.1" is outside 0 to 100; {NO_SHARE}',
    "P1,2018/19,,-0.1,,,": f'value: "-0.1" is outside 0 to 100; {NO_SHARE}',
    "P1,2018/19,,,101,100,": f"numerator: 101 is above the denominator 100; {NO_SHARE}",
    "P1,2018/19,,,-1,100,": 'numerator: "-1" is negative, which a numerator cannot be',
    "P1,2018/19,,,1,-100,": 'denominator: "-100" is negative, which a denominator cannot be',
    "P1,2018/19,,,5,0,": f"denominator: {NO_CASES}",
    "P1,2018/19,,,0,0,": f"denominator: {NO_CASES}",
    "R1,2018,,,5,0,": f"denominator: {NO_CASES}",
    "R1,2018,,,999999999,0.001,": (
        "denominator: 999999999000000 has more than 9 digits before or 6 after the point"
    ),
    "P1,2018/19,,60.1,60,100,": (
        'value: "60.1" disagrees with 60 of 100, which is 60.0%: correct one of them, or leave the value blank'
    ),
    "P1,2018/19,,,60,,": "numerator: stands alone: state its denominator, or the value beside it",
    "P1,2018/19,,60,,100,": "denominator: stands without its numerator: state both, or the value alone",
    "C1,2018/19,,5,5,,": "numerator: a figure in the unit count has no numerator: state its value alone",
    "B1,2018/19,,,5,6,": "numerator: a figure in the unit currency has no numerator: state its value alone",
    "C1,2018/19,,5,,,awaiting": (
        f"value: stands beside the marker awaiting, {BESIDE}"
    ),
    "P1,2018/19,,,5,9,not_applicable": (
        f"numerator: stands beside the marker not_applicable, {BESIDE}"
    ),
    "C1,2018/19,,,,,": f"value: is blank: state a figure, or a marker that says why there is none ({WITHOUT})",
    "C1,2018/19,,,,,final": f"value: is blank: state a figure, or a marker that says why there is none ({WITHOUT})",
    "C1,2018/19,,5,,,guessed": f'marker: "guessed" is not one of {MARKERS}',
    "M1,2018/19,,yes,,,": 'value: "yes" is not one of achieved, not achieved',
    "M1,2018/19,,1,,,": 'value: "1" is not one of achieved, not achieved',
    "M1,2018/19,,achieved,1,,": "numerator: a milestone is achieved or not achieved, and has no parts: leave it blank",
    "C9,2018/19,,5,,,": (
        'ref: "C9" is not a measure of Smallshire County Council (fictional): add it to the table measures'
    ),
    ",2018/19,,5,,,": "ref: is blank, and needs an entry",
    "C1,,,5,,,": "period: is blank, and needs an entry",
    "C1,Q4,,5,,,": f'period: "Q4" names no year: {FORMS}',
    "C1,18,,5,,,": f'period: "18" could be a day, a month or a year: {FORMS}',
    "C1,banana,,5,,,": f'period: "banana" is not a period: {FORMS}',
    "C1,2018/20,,5,,,": 'period: "2018/20" is not a year: 2018 is followed by 19',
    "C1,2018/19 Q5,,5,,,": 'period: "2018/19 Q5" is not a period: a year has quarters Q1 to Q4',
}  # fmt: skip


@pytest.mark.parametrize(("row", "message"), FIGURES.items())
def test_a_refused_figure(loaded, row, message):
    before = stored()
    add(loaded, "readings", READINGS, "C1,2016/17,,700,,,", row)
    assert errors(loaded) == [f"readings.csv row 3, {message}"]
    assert stored() == before


def test_a_bare_quarter_of_an_academic_measure_names_its_two_readings(loaded):
    add(loaded, "readings", READINGS, "A1,2018/19 Q2,,95,,,")
    assert errors(loaded) == [
        'readings.csv row 2, period: "2018/19 Q2" could mean two periods on a measure of the academic year: write '
        '"2018/19 academic Q2" (Dec 2018 to Feb 2019) or "2018/19 financial Q2" (Jul to Sep 2018)'
    ]


def test_a_bare_quarter_of_a_measure_of_the_financial_year_names_its_two_readings(loaded):
    add(loaded, "readings", READINGS, "C1,Q2 2026,,330,,,", "C1,2026 Q2,,9,,,")
    readings = '"2026/27 Q2" (Jul to Sep 2026, Q2 2026/27) or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27)'
    assert errors(loaded) == [
        f'readings.csv row 2, period: "Q2 2026" could mean two periods: write {readings}',
        f'readings.csv row 3, period: "2026 Q2" could mean two periods: write {readings}',
    ]


@pytest.mark.parametrize(("table", "columns", "row"), [("readings", "value", "5"), ("targets", "target", "5")])
def test_a_period_of_another_calendar(loaded, table, columns, row):
    add(loaded, table, f"ref,period,{columns}", f"P1,Jan to Dec 2025,{row}")
    assert errors(loaded) == [
        f"{table}.csv row 2, period: P1 is reported every quarter, and 2025 is none of its periods: of its financial "
        "year it has for example Oct to Dec 2025 (Q3 2025/26)"
    ]


def test_a_target_and_a_comparator_of_a_part_are_refused_by_name(loaded):
    add(loaded, "targets", "ref,period,dimension,category,target", "P1,2019/20,Sex,Girls,5")
    add(loaded, "comparators", "ref,comparator,period,dimension,category,value", "P1,England,2019/20,Sex,Girls,5")
    assert errors(loaded) == [
        f"{table}.csv row 2, category: a {what} of a part (Sex Girls) is not taken: parts are not judged. Leave the "
        "row out"
        for table, what in (("targets", "target"), ("comparators", "comparator"))
    ]


DETAILS = {
    ("provisional_until", "C1,2018/19,5,soon"): 'provisional_until: "soon" is not a date: write it as 2019-03-31',
    ("provisional_until", "C1,2018/19,5,31/7"): (
        'provisional_until: "31/7" is not a date: write it as 2019-03-31'
    ),
    ("provisional_until", "C1,2018/19,5,2019-07-31"): (
        "provisional_until: belongs to the marker provisional, not to final"
    ),
    ("expected", "C1,2018/19,5,2019-07-31"): (
        "expected: belongs to a marker that says why there is no figure, not to final"
    ),
    ("achieved_on", "M1,2018/19,not achieved,2019-03-01"): "achieved_on: belongs to a milestone that was achieved",
    ("achieved_on", "C1,2018/19,5,2019-03-01"): "achieved_on: belongs to a milestone that was achieved",
    ("section", "C1,2018/19,5,worrying"): 'section: "worrying" is not one of area_of_concern, good_progress, -',
    ("published_status", "C1,2018/19,5,blue"): (
        'published_status: "blue" is not one of met, not_met, green, amber, red'
    ),
    ("published_dot", "C1,2018/19,5,better"): 'published_dot: "better" is not one of up, down, level, not_compared',
    ("published_trend", "C1,2018/19,5,improve"): (
        'published_trend: "improve" is not one of up, down, level, not_compared'
    ),
    ("published_projection", "C1,2018/19,5,up"): (
        'published_projection: "up" is not one of improve, decline, same'
    ),
    ("published_dot_basis", "C1,2018/19,5,quarter three"): (
        'published_dot_basis: "quarter three" is not one of previous_period, same_period_last_year, unknown'
    ),
    ("published_dot_basis", "C1,2018/19,5,unknown"): (
        "published_dot_basis: says what published_dot was measured against, and there is none"
    ),
    ("dimension", "C1,2018/19,5,District"): (
        'dimension: "District" stands without a category: name one, or leave it blank'
    ),
    ("category", f"C1,2018/19,5,{'x' * 101}"): "category: has 101 characters; at most 100 are kept",
}  # fmt: skip


@pytest.mark.parametrize(("column", "row"), DETAILS)
def test_a_refused_detail_of_a_reading(loaded, column, row):
    before = stored()
    add(loaded, "readings", f"ref,period,value,{column}", row)
    assert errors(loaded) == [f"readings.csv row 2, {DETAILS[column, row]}"]
    assert stored() == before


def test_the_same_figure_twice(loaded):
    add(
        loaded,
        "readings",
        READINGS,
        "P1,2018/19,,60,,,",
        "p1,18/19,,61,,,",
        "P1,2018/19,Boys,61,,,",
        "P1,2018/19,boys,6,,,",
    )
    assert errors(loaded) == [
        "readings.csv row 3, period: the same measure, period and category stand in row 2 already: keep one",
        "readings.csv row 5, period: the same measure, period and category stand in row 4 already: keep one",
    ]


def test_two_periods_of_a_snapshot_that_end_on_one_day(loaded):
    add(loaded, "readings", READINGS, "C1,2018/19,,660,,,", "C1,2018/19 Q4,,661,,,")
    assert errors(loaded) == [
        'readings.csv row 3, period: "2018/19 Q4" ends on the same day as "2018/19" in row 2, and of such a measure '
        "they are one reading: keep one"
    ]


def test_several_dimensions_and_none_named(loaded):
    header = "ref,period,dimension,category,value"
    rows = ["P1,2018/19,District,North,60", "P1,2018/19,Phase,Primary,61", "P1,2018/19,,South,62"]
    add(loaded, "readings", header, *rows)
    assert errors(loaded) == [
        "readings.csv row 4, dimension: is blank, and the measure has several (District, Phase): name one"
    ]


TARGETS = "ref,period,scheme,target,tolerance_kind,tolerance,low,high,until"
SET_UP = {
    "P1,2019/20,,,,,,,": "the scheme judges by a target: state one",
    "P1,2019/20,,90,percent,5,,,": "the scheme has no tolerance: leave it blank, or use the scheme target_tolerance",
    "P1,2019/20,target_tolerance,0,percent,5,,,": (
        "a percent tolerance cannot be used with a target of 0: use a tolerance in points"
    ),
    "P1,2019/20,target_tolerance,90,points,-5,,,": (
        "a tolerance cannot be negative: it says how far on the worse side is still acceptable"
    ),
    "P1,2019/20,target_tolerance,90,,5,,,": "say whether the tolerance is in points or in percent (tolerance_kind)",
    "K1,2019/20,,,,,60,50,": "the lower edge cannot be above the upper one (60 to 50)",
    "K1,2019/20,,,,,60,,": "the scheme band needs both edges: low and high",
    "K1,2019/20,,55,,,50,60,": "the scheme band judges by low and high: leave target and tolerance blank",
    "B1,2019/20,,0,,,-2,0,": "a variance in percent cannot be worked out from a budget of 0",
    "M1,2019/20,,1,,,,,": "a milestone has no target: it is due at the end of its period",
}  # fmt: skip


@pytest.mark.parametrize(("row", "message"), SET_UP.items())
def test_a_refused_target(loaded, row, message):
    before = stored()
    add(loaded, "targets", TARGETS, row)
    assert errors(loaded) == [f"targets.csv row 2: {message}"]
    assert stored() == before


TARGET_CELLS = {
    "P1,2019/20,,ninety,,,,,": 'target: "ninety" is not a number',
    "P1,2019/20,,90,percents,,,,": 'tolerance_kind: "percents" is not one of points, percent, band',
    "P1,2019/20,,90,,,,,2018/19": 'until: "2018/19" ends before 2019/20 begins',
    "P1,2019/20,milestone,90,,,,,": (
        "scheme: the scheme milestone and the unit milestone go together: set both or neither"
    ),
    "P1,2018/19,,90,,,,,": "period: the same measure, period and category stand in row 2 already",
}  # fmt: skip


@pytest.mark.parametrize(("row", "message"), TARGET_CELLS.items())
def test_a_refused_cell_of_a_target(loaded, row, message):
    add(loaded, "targets", TARGETS, "P1,2018/19,,90,,,,,", row)
    assert errors(loaded) == [f"targets.csv row 3, {message}"]


def test_two_schemes_from_one_day(loaded):
    add(loaded, "targets", TARGETS, "P1,2019/20,band,,,,80,90,", "P1,2019/20 Q1,target_tolerance,90,,,,,")
    assert "targets.csv row 3, scheme: another row sets the scheme band from the same day on" in errors(loaded)


def test_baselines_and_comparators(loaded):
    add(
        loaded,
        "baselines",
        "ref,period,value,numerator,denominator",
        "P1,2017/18,,,",
        "P1,2017/18,50,,",
        "P1,2017/18,5,,",
    )
    add(
        loaded,
        "comparators",
        "ref,comparator,period,value,note",
        "P1,England,2017/18,,",
        "P1,,2017/18,5,",
        "P1,England,2018/19,x,",
    )
    assert errors(loaded) == [
        "baselines.csv row 2, value: is blank, and so are numerator and denominator: state the figure",
        "baselines.csv row 3, period: the same measure, period and category stand in row 2 already",
        "baselines.csv row 4, period: the same measure, period and category stand in row 2 already",
        "comparators.csv row 2, value: is blank: state the figure, or a note that says why there is none",
        "comparators.csv row 3, comparator: is blank, and needs an entry",
        'comparators.csv row 4, value: "x" is not a number',
    ]


def test_every_error_of_every_table_is_told_at_once_in_order(small):
    add(small, "measures", "ref,title,framework,unit,polarity,frequency", "C1,Children,nowhere,count,lower,weekly")
    add(small, "targets", "ref,period,target", "C1,Q4,5")
    add(small, "readings", "ref,period,value", "C1,2018/19,x", "C1,2017/18,-5", "C2,2017/18,5")
    assert [message.split(":")[0] for message in errors(small)] == [
        "measures.csv row 2, framework",
        "measures.csv row 2, frequency",
        "targets.csv row 2, period",
        "readings.csv row 2, value",
        "readings.csv row 3, value",
        "readings.csv row 4, ref",
    ]
    assert set(stored().values()) == {0}
