"""What numerator and denominator give, beside the fields: as typed, also where nothing has been saved."""

import pytest

from kpis.domain.figure_reader import Shape
from kpis.domain.numbers import Unit
from kpis.domain.words import Polarity, Rule, Scheme
from kpis.entry.actions import save
from kpis.entry.texts_parts import worked_out
from kpis.models import ReadingVersion
from tests.entry.conftest import NOW, entry_of
from tests.entry.test_figure import C1, P1, sent
from tests.pages.reading import opened, text_of

GRID = "/entry/northshire/grid/2018-19-q4/"
ROW = "P1_2018-19-q4"


def shape(unit: Unit, places: int, label: str = "", share: bool = False) -> Shape:
    rule = Rule(scheme=Scheme.TARGET, polarity=Polarity.HIGHER, unit=unit, places=places, unit_label=label)
    return Shape(unit, label, share, rule)


PERCENTAGE, SHARE = shape(Unit.PERCENTAGE, 1), shape(Unit.PERCENTAGE, 1, share=True)
RATE, DAYS = shape(Unit.RATE, 2, "per 10,000"), shape(Unit.DAYS, 0)
CASES = [
    (PERCENTAGE, "124", "212", "58.5%"),
    (PERCENTAGE, "1,939", "2,000", "97.0%"),
    (PERCENTAGE, "3", "2", "150.0%"),
    (PERCENTAGE, "18.99", "20", "95.0%"),
    (SHARE, "3", "2", ""),
    (SHARE, "0", "7", "0.0%"),
    (SHARE, "5", "0", ""),
    (SHARE, "five", "7", ""),
    (SHARE, "5%", "7", ""),
    (SHARE, "5", "", ""),
    (SHARE, "", "7", ""),
    (SHARE, "-5", "7", ""),
    (RATE, "1", "3", "3,333.33 per 10,000"),
    (RATE, "1234567890", "3", ""),
    (RATE, "1.1234567", "3", ""),
    (DAYS, "7", "7", "1 day"),
    (DAYS, "3", "2", "2 days"),
    (DAYS, ".5", "1", "1 day"),
    (shape(Unit.RATE, 1, "per head"), "1", "2", ""),
]


@pytest.mark.parametrize(("measure", "numerator", "denominator", "text"), CASES)
def test_two_parts_give_a_figure_as_it_will_be_printed(measure, numerator, denominator, text):
    assert worked_out(numerator, denominator, measure) == (f"Worked out: {text}" if text else "")


def test_nothing_is_worked_out_for_a_measure_without_parts():
    assert worked_out("1", "2", shape(Unit.COUNT, 0)) is None


def shown(page) -> str:
    return text_of(page.select_one("output[data-worked-out]"))


def test_a_refused_form_says_what_its_parts_give_and_not_what_is_saved(bringing, alice):
    entry = entry_of(bringing.place("P1"), "50", numerator="50", denominator="100")
    save(entry=entry, submit=False, by=bringing.person("alice"), at=NOW)
    assert shown(opened(alice, P1)) == "Worked out: 50.0%"
    page = sent(alice, P1, "submit", 200, seen=1, numerator="61", denominator="100", value="60")
    assert shown(page) == "Worked out: 61.0%"
    assert shown(sent(alice, P1, "check", 200, seen=1, numerator="61", denominator="")) == ""


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"numerator": "124", "denominator": "212"}, "Worked out: 58.5%"),
        ({"numerator": "212", "denominator": "124"}, ""),
        ({"numerator": "<b>", "denominator": "1" * 5000}, ""),
        ({"numerator": "5"}, ""),
        ({}, ""),
    ],
)
def test_what_is_being_typed_is_answered_and_nothing_is_saved(bringing, alice, asked, text):
    before = ReadingVersion.objects.count()
    response = alice.get(f"{P1}parts/", asked)
    assert (response.content.decode(), response["Content-Type"]) == (text, "text/plain; charset=utf-8")
    assert ReadingVersion.objects.count() == before


def test_the_parts_of_a_count_and_of_another_services_figure_are_not_worked_out(bringing, alice):
    assert alice.get(C1 + "parts/", {"numerator": "1", "denominator": "2"}).content == b""
    assert alice.get("/entry/northshire/X1/2018-19-q4/parts/").status_code == 404


def test_a_grid_with_an_error_says_what_was_typed_too(bringing, alice):
    entry = entry_of(bringing.place("P1"), "50", numerator="50", denominator="100")
    save(entry=entry, submit=False, by=bringing.person("alice"), at=NOW)
    cells = {"seen": 1, "numerator": "62", "denominator": "100", "value": "", "marker": "final", "commentary": ""}
    form = {f"{ROW}-{name}": value for name, value in cells.items()}
    form |= {"C1_2018-19-q4-seen": 0, "C1_2018-19-q4-value": "five", "action": "save"}
    response = alice.post(GRID, form)
    assert response.status_code == 200 and "Worked out: 62.0%" in response.content.decode()
    assert "Worked out: 50.0%" not in response.content.decode()


def test_both_pages_bring_the_script_that_follows_the_typing(bringing, alice):
    for path in (P1, GRID):
        page = opened(alice, path)
        assert [each["src"] for each in page.select("script") if "worked-out" in each["src"]]
    assert not opened(alice, "/entry/northshire/C1/2018-19-q4/").select("script")
