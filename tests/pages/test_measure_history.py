"""What a measure's page says of the past: revisions, targets that were changed, and the page as of a day."""

from tests.pages.reading import body, opened, table, text_of
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target, moment

PAGE = "/northshire/measures/M1/"
JUNE, SEPTEMBER, OCTOBER = (moment(day) for day in ("2019-06-10", "2019-09-12", "2019-10-01"))


def revised():
    measure = make_measure(make_plan(make_council()), "M1")
    make_reading(measure, "2018/19", "346", at=JUNE, marker="provisional")
    make_reading(measure, "2018/19", "345", at=SEPTEMBER, reason="final count after the audit")
    return measure


def test_a_revised_figure_keeps_what_it_was_until_when_and_why(db, nobody):
    revised()
    page = opened(nobody, PAGE)
    assert table(page, "Figures by period")[1][:2] == ["2018/19", "345"]
    assert table(page, "Figures that were replaced")[1] == [
        "2018/19", "346", "12 September 2019", "final count after the audit",
    ]  # fmt: skip


def test_as_of_june_the_page_says_what_june_knew(db, nobody):
    revised()
    page = opened(nobody, f"{PAGE}?as_of=2019-06-18")
    assert "As it stood at the end of 18 June 2019." in text_of(page.main)
    assert table(page, "Figures by period")[1][1] == "346 provisional"
    assert "345" not in body(nobody.get(f"{PAGE}?as_of=2019-06-18"))
    assert "345" not in body(nobody.get(f"{PAGE}data.csv?as_of=2019-06-18"))
    assert "345" not in body(nobody.get(f"{PAGE}chart.json?as_of=2019-06-18"))


def test_a_change_of_words_alone_is_no_revision(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1")
    make_reading(measure, "2018/19", "346", at=JUNE, commentary="a first note")
    make_reading(measure, "2018/19", "346", at=SEPTEMBER, commentary="a second note")
    page = opened(nobody, PAGE)
    assert "Figures that were replaced" not in text_of(page.main)
    assert "a second note" in text_of(page.main)
    assert "a first note" not in text_of(page.main)


def test_a_changed_target_is_told_with_its_reason_and_what_the_old_one_would_have_meant(db, nobody):
    measure = revised()
    make_target(measure, "2018/19", "340", at=JUNE, reason="set with the plan")
    make_target(measure, "2018/19", "350", at=OCTOBER, reason="agreed by Cabinet in October")
    page = opened(nobody, PAGE)
    rows = table(page, "Every target on record")
    assert rows[1] == ["2018/19", "350", "1 October 2019", "in force", "agreed by Cabinet in October"]
    assert rows[2] == [
        "2018/19", "340 Behind target under the old target", "10 June 2019", "1 October 2019", "set with the plan",
    ]  # fmt: skip
    assert "345 against a target of 350" in text_of(page.select_one(".reason"))


def test_a_verdict_uses_the_target_as_it_stood(db, nobody):
    measure = revised()
    make_target(measure, "2018/19", "340", at=JUNE)
    make_target(measure, "2018/19", "350", at=OCTOBER)
    told = text_of(opened(nobody, f"{PAGE}?as_of=2019-06-18").select_one(".reason"))
    assert told.startswith("346 against a target of 340")


def test_a_withdrawn_target_is_told_and_judges_nothing(db, nobody):
    measure = revised()
    make_target(measure, "2018/19", "340", at=JUNE)
    make_target(measure, "2018/19", at=OCTOBER, withdrawn=True, reason="the plan was replaced")
    page = opened(nobody, PAGE)
    assert "No target" in text_of(page.select_one(".status--large"))
    assert table(page, "Every target on record")[1][1] == "Withdrawn"


def test_figures_on_the_two_sides_of_a_break_are_not_compared_and_the_break_is_drawn(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1")
    make_reading(measure, "2017/18", "564")
    make_reading(measure, "2018/19", "346", break_before="counted by household since April 2018")
    page = opened(nobody, PAGE)
    assert "Not compared" in text_of(page.select_one(".facts"))
    assert "counted by household since April 2018" in text_of(page.select_one("figure.chart"))


def test_a_period_between_two_figures_without_one_is_a_gap_in_chart_and_picture(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1")
    for period, value in (("2015/16", "5"), ("2016/17", "6"), ("2018/19", "7")):
        make_reading(measure, period, value)
    series = nobody.get(f"{PAGE}chart.json").json()["data"][0]
    assert series["y"] == [5, 6, None, 7]


def test_a_draft_is_seen_nowhere(db, nobody):
    measure = revised()
    make_reading(measure, "2018/19", "77777", at=OCTOBER, state="draft", commentary="not yet agreed")
    make_reading(measure, "2019/20", "88888", at=OCTOBER, state="submitted")
    for where in ("", "data.csv", "chart.json"):
        page = body(nobody.get(f"{PAGE}{where}"))
        assert "77777" not in page
        assert "77,777" not in page
        assert "88888" not in page
        assert "not yet agreed" not in page
        assert where == "" or "2019/20" not in page
    periods = [row[0] for row in table(opened(nobody, PAGE), "Figures by period")]
    assert "2018/19" in periods
    assert "2019/20" not in periods
