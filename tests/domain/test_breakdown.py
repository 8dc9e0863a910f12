"""A measure by category, without what would give a withheld category away."""

from kpis.domain.breakdown import CategoryFigure, breakdowns
from kpis.domain.figure import Actual, Hidden
from tests.domain.build import D, p

YEAR, BEFORE = p("2018/19"), p("2017/18")


def cell(category, value, period=YEAR, hidden=False, dimension="Age"):
    figure = Hidden(period, "new definition", 9) if hidden else Actual(D(value), period=period)
    return CategoryFigure(dimension, category, figure, D(value))


def shown(found):
    return {part.name: [each.value if isinstance(each, Actual) else "[c]" for each in part.figures.values()]
            for part in found.parts}  # fmt: skip


def test_categories_stand_in_their_order_with_the_latest_period_first():
    (found,) = breakdowns([cell("Under 5", 10, BEFORE), cell("Under 5", 11), cell("5 to 9", 12)])
    assert (found.dimension, found.periods) == ("Age", (YEAR, BEFORE))
    assert shown(found) == {"Under 5": [10, 11], "5 to 9": [12]}


def test_each_dimension_is_a_breakdown_of_its_own():
    assert [each.dimension for each in breakdowns([cell("a", 1), cell("b", 2, dimension="District")])] == [
        "Age", "District",
    ]  # fmt: skip
    assert breakdowns([]) == ()


def test_beside_a_single_withheld_one_the_smallest_is_withheld_too():
    (found,) = breakdowns([cell("a", 30), cell("b", 3, hidden=True), cell("c", 20)])
    assert shown(found) == {"a": [30], "b": ["[c]"], "c": ["[c]"]}
    assert found.parts[2].figures[YEAR] == Hidden(YEAR)


def test_two_withheld_ones_hide_each_other_and_other_periods_stay():
    cells = [cell("a", 1, hidden=True), cell("b", 2, hidden=True), cell("c", 20), cell("c", 21, BEFORE)]
    (found,) = breakdowns(cells)
    assert shown(found) == {"a": ["[c]"], "b": ["[c]"], "c": [20, 21]}
