"""The closed lists that files, addresses and the database are written in: changing one breaks what is stored."""

from kpis.domain.words import (
    Comparison,
    Judgement,
    Marker,
    Movement,
    Polarity,
    Rag,
    Scheme,
    Section,
    Status,
    ToleranceKind,
)


def words(closed_list):
    return " ".join(each.value for each in closed_list)


def test_the_words_of_the_interchange_format():
    assert words(Scheme) == (
        "target target_tolerance band variance target_then_last_year near_target_then_last_year milestone"
    )
    assert words(Polarity) == "higher lower range none"
    assert words(Rag) == "green amber red none"
    assert words(Movement) == "up down level not_compared"
    assert words(Judgement) == "improving declining steady none"
    assert words(Comparison) == "previous_period same_period_last_year"
    assert words(ToleranceKind) == "points percent band"
    assert words(Marker) == ("final provisional revised estimated awaiting not_applicable not_monitored suppressed")
    assert words(Section) == "area_of_concern good_progress"


def test_the_statuses_of_the_interchange_format():
    assert words(Status) == (
        "on_target in_band near_target on_budget better_than_band achieved"
        " within_tolerance held_on_last_year improved_on_last_year underspent achieved_late"
        " off_target outside_band overspent not_achieved"
        " hidden not_due no_data parts_only for_information no_target"
    )
