"""The documents say what the product does: their links lead somewhere, their columns exist, their examples are run."""

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kpis.domain.numbers import Unit, parse_number
from kpis.domain.periods import Period
from kpis.domain.rule_checks import check_rule
from kpis.domain.schemes import assess, check_target
from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.travel import TrendPoint, travel, trend
from kpis.domain.words import Earlier, Polarity, Rule, Scheme, Target, ToleranceKind
from kpis.measures.files import DATA_COLUMNS
from kpis.presenters import RAG_WORDS, look_of, travel_word
from kpis.scorecards.files import COLUMNS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = (ROOT / "docs/how-status-is-worked-out.md").read_text(encoding="utf-8")
BETTER = {
    "higher": Polarity.HIGHER,
    "lower": Polarity.LOWER,
    "inside the band": Polarity.RANGE,
    "neither": Polarity.NONE,
}
BY_TARGET = {
    "Target": Scheme.TARGET,
    "Target with a tolerance": Scheme.TARGET_TOLERANCE,
    "Target, then last year": Scheme.TARGET_THEN_LAST_YEAR,
    "Near target, then last year": Scheme.NEAR_TARGET_THEN_LAST_YEAR,
}


def table(text, heading):
    """The rows of the first table under a heading, by column."""
    section = re.split(rf"^#+ {re.escape(heading)}$", text, flags=re.M)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.M)[0].splitlines()
    head, _, *rows = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_within_the_project_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if link.startswith("http"):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            assert anchor in [slug(each) for each in headings], link


@pytest.mark.parametrize(
    ("heading", "columns"), [("Scorecard", COLUMNS), ("Every figure of a measure", DATA_COLUMNS)], ids=["card", "data"]
)
def test_the_data_dictionary_has_every_column(heading, columns):
    dictionary = (ROOT / "docs/data-dictionary.md").read_text(encoding="utf-8")
    named = [name for row in table(dictionary, heading) for name in re.findall(r"`(\w+)`", row["column"])]
    assert sorted(named) == sorted(columns)


def unit(text):
    return Unit.CURRENCY if "£" in text else Unit.PERCENTAGE if "%" in text else Unit.COUNT


def number(text):
    return parse_number(text.removesuffix("k"))


def rule(scheme, row, figure):
    kind = unit(figure)
    places, label = (1 if kind is Unit.PERCENTAGE else 0), ("k" if kind is Unit.CURRENCY else "")
    return Rule(scheme, BETTER[row.get("Better is", "neither")], kind, places, label)


def tolerance(text):
    if text == "none":
        return None, None
    size, kind = text.split()
    return ToleranceKind(kind), Decimal(size)


def band(text):
    low, high = text.split(" to ")
    return Target(kind=ToleranceKind.BAND, low=number(low), high=number(high))


def earlier(text):
    return Earlier(None if text == "none" else number(text), Period.year(2017))


def date(text):
    return None if text == "none" else dt.date.fromisoformat(text)


def check(row, verdict):
    colour = RAG_WORDS[verdict.rag].lower()
    assert f"{look_of(verdict.status, verdict.rag).word} ({colour})" == row["Status"]
    assert verdict.reason == row["The sentence"]


def judged(scheme, row, target):
    by = rule(scheme, row, row["Figure"])
    check_rule(by)
    check_target(by, target)
    return assess(by, number(row["Figure"]), target, earlier(row.get("2017/18", "none")))


def cases(heading):
    return [pytest.param(row, id=f"{heading}-{place}") for place, row in enumerate(table(EXAMPLES, heading), start=1)]


@pytest.mark.parametrize(
    ("heading", "row"),
    [pytest.param(each, *case.values, id=case.id) for each in BY_TARGET for case in cases(each)],
)
def test_examples_of_targets(heading, row):
    kind, size = tolerance(row.get("Tolerance", "none"))
    check(row, judged(BY_TARGET[heading], row, Target(number(row["Target"]), kind, size)))


@pytest.mark.parametrize("row", cases("Band"))
def test_examples_of_bands(row):
    check(row, judged(Scheme.BAND, row, band(row["Band"])))


@pytest.mark.parametrize("row", cases("Variance from budget"))
def test_examples_of_variance(row):
    check(row, judged(Scheme.VARIANCE, row, Target(number(row["Budget"]), ToleranceKind.PERCENT)))


@pytest.mark.parametrize("row", cases("Milestone"))
def test_examples_of_milestones(row):
    by = Rule(Scheme.MILESTONE, Polarity.HIGHER, Unit.MILESTONE, 0)
    value = {"achieved": Decimal(1), "not achieved": Decimal(0), "none": None}[row["Entered"]]
    on = date(row["Looked at on"])
    check(row, assess_milestone(by, value, date(row["Due"]), on, date(row["Achieved on"])))


@pytest.mark.parametrize("row", cases("Direction of travel"))
def test_examples_of_travel(row):
    beside = None if row["Band"] == "none" else band(row["Band"])
    by = rule(Scheme.BAND if beside else Scheme.TARGET, row, row["2018/19"])
    kind, margin = tolerance(row["Steady margin"])
    by = replace(by, steady_margin=margin, steady_kind=kind)
    moved = travel(by, number(row["2018/19"]), earlier(row["2017/18"]), beside, band_before=beside)
    assert travel_word(moved.movement, moved.judgement) == row["Direction of travel"]
    assert moved.reason == row["The sentence"]


@pytest.mark.parametrize("row", cases("Trend"))
def test_examples_of_trends(row):
    texts = row["Figures to 2018/19"].split(", ")
    years = [Period.year(2019 - len(texts) + place) for place in range(len(texts))]
    points = [TrendPoint(year.first_year, number(text), year.label) for year, text in zip(years, texts, strict=True)]
    found = trend(rule(Scheme.TARGET, row, texts[0]), points)
    assert travel_word(found.movement, found.judgement) == row["Trend"]
    assert found.reason == row["The sentence"]
