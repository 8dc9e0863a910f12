"""A measure's page: its figure and sentence, its chart and the same as a table, what stands beside it."""

import csv
import datetime as dt
import io

import pytest

from tests.demonstration import NOTICE
from tests.pages.reading import body, opened, said, table, text_of
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target

CS02, CS03, HW01, EL01 = (f"/warwickshire/measures/{ref}/" for ref in ("CS02", "CS03", "HW01", "EL01"))


def facts(page):
    return {
        text_of(each.dt): text_of(each).removeprefix(text_of(each.dt)).strip() for each in page.select("dl.facts div")
    }


def about(page):
    rows = page.select(".govuk-summary-list__row")
    return {text_of(each.dt): text_of(each.dd) for each in rows}


def test_it_says_the_status_with_its_sentence_under_one_heading(demo, nobody):
    page = opened(nobody, f"{CS03}?period=2018-19")
    assert len(page.select("h1")) == 1
    assert "Behind target" in text_of(page.select_one(".status--large"))
    assert text_of(page.select_one(".reason")) == "660 against a target of 580; lower is better; 80 above target."
    assert facts(page)["Target"] == "580"
    assert facts(page)["2018/19"] == "660 Provisional until 12 July 2019"


def test_child_protection_plans_name_the_neighbours_and_the_fall(demo, nobody):
    told = facts(opened(nobody, CS02))["Direction of travel"]
    assert told.startswith("↓ down, improving 346, down 218 on 564 in 2017/18; lower is better, as the plan sets it")
    assert "statistical neighbours: 394" in told


def test_every_figure_is_in_the_table_below_the_chart(demo, nobody):
    page = opened(nobody, CS02)
    rows = table(page, "Figures by period")
    assert [row[:2] for row in rows[1:]] == [
        ["2018/19", "346 provisional until 31 July 2019"],
        ["2017/18", "564"],
        ["2016/17", "439"],
        ["2015/16", "473"],
    ]


def test_it_says_which_figure_comes_next_and_when_where_that_is_known(demo, nobody):
    assert about(opened(nobody, CS02))["Next figure"] == "Q1 2019/20"
    assert about(opened(nobody, "/warwickshire/measures/HW02/"))["Next figure"] == "2018/19, due 31 March 2020"


def test_a_measure_that_ended_or_has_no_figure_has_no_next_one(db, nobody):
    plan = make_plan(make_council())
    ended = make_measure(plan, "ENDED", live_to=dt.date(2019, 3, 31))
    make_reading(ended, "2018/19", "1")
    make_measure(plan, "SILENT")
    for ref in ("ENDED", "SILENT"):
        assert "Next figure" not in about(opened(nobody, f"/northshire/measures/{ref}/"))


def test_the_data_lag_says_when_the_next_figure_is_due(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1", data_lag_days=30)
    make_reading(measure, "2018/19", "1")
    assert about(opened(nobody, "/northshire/measures/M1/"))["Next figure"] == "2019/20, due 30 April 2020"


def test_the_chart_is_a_picture_with_a_name_and_stands_before_its_table(demo, nobody):
    page = opened(nobody, CS02)
    drawn = page.select("figure.chart svg[role=img]")
    assert drawn
    assert all(each.find("title") and text_of(each.find("title")) for each in drawn)
    assert page.select_one("figure.chart").find_next("table")


def test_a_provisional_point_is_hollow_and_others_are_filled(demo, nobody):
    data = nobody.get(f"{CS02}chart.json").json()["data"]
    actual = next(each for each in data if each.get("name") == "Warwickshire")
    fills = actual["marker"]["color"]
    assert fills[-1] == "#fff"
    assert "#fff" not in fills[:-1]


def test_an_awaited_year_is_never_drawn_as_zero(demo, nobody):
    data = nobody.get(f"{HW01}chart.json").json()["data"]
    actual = next(each for each in data if each.get("name") == "Warwickshire")
    assert actual["y"] == [18.7, 17.5]
    assert not actual.get("connectgaps")
    page = opened(nobody, f"{HW01}?period=2018-19")
    assert table(page, "Figures by period")[1][:2] == ["2018", "Awaiting data"]


@pytest.mark.parametrize(("asked", "chosen"), [("", "fit"), ("?axis=fit", "fit"), ("?axis=zero", "zero")])
def test_both_axes_are_in_the_page_and_each_says_where_it_starts(demo, nobody, asked, chosen):
    page = opened(nobody, CS02 + asked)
    assert "(axis starts at 300, not at 0)" in text_of(page.select_one(".axis-picture--fit svg"))
    assert "(axis starts at 0)" in text_of(page.select_one(".axis-picture--zero svg"))
    assert [each["id"] for each in page.select("input[name=axis][checked]")] == [f"axis-{chosen}"]


def test_without_another_place_to_start_there_is_no_choice(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1")
    make_reading(measure, "2017/18", "0")
    make_reading(measure, "2018/19", "5")
    page = opened(nobody, "/northshire/measures/M1/")
    assert len(page.select(".axis-picture")) == 1
    assert not page.select("input[name=axis]")


def test_the_axis_is_the_same_in_the_interactive_chart(demo, nobody):
    page = opened(nobody, CS02)
    addresses = [each["data-chart-url"] for each in page.select("[data-chart-url]")]
    assert ["axis=zero" in each for each in addresses] == [False, True]
    low = {
        axis: nobody.get(f"{CS02}chart.json?axis={axis}").json()["layout"]["yaxis"]["range"][0]
        for axis in ("zero", "fit")
    }
    assert low["zero"] == 0
    assert low["fit"] > 100


def test_targets_are_steps_and_comparators_series_of_their_own(demo, nobody):
    figure = nobody.get(f"{CS03}chart.json").json()
    assert any(each.get("name") == "Target" for each in figure["data"])
    assert any(each.get("name") == "Statistical neighbours" for each in nobody.get(f"{CS02}chart.json").json()["data"])


def test_a_band_is_drawn_and_told(demo, nobody):
    figure = nobody.get("/exampleshire/measures/KPI-SC1/chart.json").json()
    bands = [each for each in figure["layout"]["shapes"] if each["name"] == "Tolerance"]
    assert bands
    assert all(each["y0"] < each["y1"] for each in bands)
    assert facts(opened(nobody, "/exampleshire/measures/KPI-SC1/"))["Target"].count("%") == 2


def test_part_of_a_year_never_stands_on_the_line_of_whole_years(demo, nobody):
    assert facts(opened(nobody, f"{EL01}?period=2018-19"))["2017/18 academic year"].startswith("109")
    assert facts(opened(nobody, f"{EL01}?period=2019-m03"))["March 2019"].startswith("41")
    data = nobody.get(f"{EL01}chart.json?period=2019-m03").json()["data"]
    whole = next(each for each in data if each.get("name") == "Warwickshire")
    assert 41 not in whole["y"]
    assert any(each.get("name") == "Part year: March 2019" and 41 in each["y"] for each in data)


def test_the_breakdown_by_district(demo, nobody):
    rows = table(
        opened(nobody, HW01), "Rate of conceptions per thousand women aged 15 to 17 (under 18 conceptions) by district"
    )
    assert ["Nuneaton & Bedworth", "22.0 per 1,000"] in rows
    assert len(rows) == 6


def test_comparators_have_their_table(demo, nobody):
    assert ["England", "2017", "17.8 per 1,000"] in table(opened(nobody, HW01), "The same measure elsewhere")


def test_numerators_and_denominators_are_told(demo, nobody):
    page = opened(nobody, "/exampleshire/measures/KPI-SC1/")
    numbers = [row[2] for row in table(page, "Figures by period")[1:]]
    assert any(" of " in each for each in numbers)


def test_what_the_measure_is_and_where_it_comes_from(demo, nobody):
    told = about(opened(nobody, CS02))
    assert told["Reported"] == "Every quarter, as the position on its last day, in years from April"
    assert told["Polarity"] == "Lower is better"
    assert told["Committees"] == "Children and Young People Overview and Scrutiny Committee"
    assert told["Source"] == "One Organisational Plan progress report, 18 June 2019"


def test_the_services_words_are_kept(demo, nobody):
    assert "Audits and changed practice cut plan numbers to target" in said(nobody, CS02)


def test_the_targets_on_record_with_why_they_were_set(demo, nobody):
    rows = table(opened(nobody, CS03), "Every target on record")
    assert rows[1][0:2] == ["2018/19", "580"]
    assert rows[1][3:] == ["in force", "set in the plan for 2018/19"]


def test_the_data_as_csv_has_every_figure_and_the_notice_on_each_row(demo, nobody):
    rows = list(csv.DictReader(io.StringIO(body(nobody.get(f"{HW01}data.csv")))))
    assert {row["notice"] for row in rows} == {NOTICE}
    assert [row["value"] for row in rows if not row["category"]] == ["", "17.5", "18.7"]
    assert {row["category"]: row["value"] for row in rows if row["category"]}["Rugby"] == "21.8"


def test_the_data_has_the_unit_and_the_days_of_each_period(demo, nobody):
    rows = list(csv.DictReader(io.StringIO(body(nobody.get(f"{HW01}data.csv")))))
    assert {row["unit"] for row in rows} == {"rate"}
    total = next(row for row in rows if row["value"] == "18.7")
    assert (total["period"], total["period_start"], total["period_end"]) == ("2016", "2016-01-01", "2016-12-31")
    part = next(row for row in rows if row["value"] == "21.8")
    assert (part["category"], part["period_start"], part["period_end"]) == ("Rugby", "2017-01-01", "2017-12-31")


@pytest.mark.parametrize(
    ("kind", "stored", "scorecard", "label"),
    [
        # a position has the name that the scorecard gives it, whatever the one that it came with
        ("snapshot", "2018/19", "2018-19", "2018/19"),
        ("snapshot", "2018/19", "2018-19-q4", "2018/19 Q4"),
        ("snapshot", "2018/19 Q4", "2018-19-q4", "2018/19 Q4"),
        ("snapshot", "2018/19 Q4", "2018-19", "2018/19"),
        ("snapshot", "2019-03", "2018-19-q4", "2018/19 Q4"),
        # the same quarter is told by the measure's own calendar
        ("in_period", "2018/19 Q4", "2019-q1", "2018/19 Q4"),
        ("in_period", "2018/19 Q4", "2018-19-q4", "2018/19 Q4"),
    ],
)
def test_one_period_has_one_name_on_the_scorecard_and_in_the_data(db, nobody, kind, stored, scorecard, label):
    measure = make_measure(make_plan(make_council()), "M1", frequency="quarterly", period_kind=kind)
    make_reading(measure, stored, "5")
    card = body(nobody.get(f"/northshire/scorecard.csv?period={scorecard}"))
    data = body(nobody.get(f"/northshire/measures/M1/data.csv?period={scorecard}"))
    names = [
        [row["period"] for row in csv.DictReader(io.StringIO(text)) if row["value"] == "5"] for text in (card, data)
    ]
    assert names == [[label], [label]]


def test_a_milestone_has_its_state_and_no_chart(demo, nobody):
    page = opened(nobody, "/exampleshire/measures/EE13/")
    assert not page.select("figure.chart")
    assert "chievement" not in text_of(page.select_one(".status--large"))
    assert text_of(page.select_one(".status--large")).split(" ", 1)[1] in (
        "Achieved",
        "Achieved late",
        "Not achieved",
        "Not due",
    )
    assert "There is no chart of a milestone" in said(nobody, "/exampleshire/measures/EE13/chart.json", 404)


def test_a_measure_without_readings(db, nobody):
    make_measure(make_plan(make_council()), "M1")
    page = opened(nobody, "/northshire/measures/M1/")
    assert text_of(page.select_one(".reason")) == "No figure entered."
    assert "No figure has been reported yet." in text_of(page.main)
    assert not page.select("figure.chart")
    assert "There is no chart" in said(nobody, "/northshire/measures/M1/chart.json", 404)
    assert body(nobody.get("/northshire/measures/M1/data.csv")).count("\n") == 1


def test_a_reference_is_found_whatever_its_case(demo, nobody):
    assert text_of(opened(nobody, "/warwickshire/measures/cs02/").h1) == "No. of Child Protection Plans"


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("measures/XX99/", 'Warwickshire County Council has no measure "XX99".'),
        ("measures/XX99/data.csv", "has no measure"),
        ("measures/CS02/?period=banana", "banana"),
        ("measures/CS02/?as_of=soon", "write it as 2019-06-18"),
        ("measures/KPI-SC1/", "has no measure"),
    ],
)
def test_what_there_is_not_is_a_404_that_helps(demo, nobody, where, reason):
    assert reason in said(nobody, f"/warwickshire/{where}", 404)


def test_text_from_spreadsheets_is_text_on_the_page(db, nobody):
    nasty = "<script>alert(1)</script>"
    measure = make_measure(
        make_plan(make_council()),
        "M1",
        title=f"{nasty} title",
        definition=nasty,
        source=nasty,
        unit="rate",
        unit_label=nasty,
    )
    make_reading(measure, "2017/18", "6", commentary=nasty)
    make_reading(measure, "2018/19", "7", commentary=nasty, break_before=nasty)
    make_target(measure, "2018/19", "9", reason=nasty)
    for where in ("measures/M1/", "scorecard/", "measures/M1/?axis=fit"):
        assert "<script>alert" not in body(nobody.get(f"/northshire/{where}"))
    assert nobody.get("/northshire/measures/M1/chart.json")["Content-Type"] == "application/json"
