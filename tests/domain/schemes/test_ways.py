"""The one table of schemes: every scheme has a way, and every way has all that the product asks of a scheme."""

from inspect import isfunction, signature

import pytest

from kpis.domain.schemes import WAYS, assess, band_between, check_target
from kpis.domain.schemes.way import Way
from kpis.domain.words import RuleError, Scheme, Target
from tests.domain.build import LOWER, NONE, PERCENT, POINTS, D, aim, band, budget, judged, last_year, rule

STATED = {"value": D(90), "tolerance": D(5), "low": D(-2), "high": D(1)}
MEMBERS = {name: member for name, member in vars(Way).items() if not name.startswith("_")}
EACH = pytest.mark.parametrize(("scheme", "way"), list(WAYS.items()), ids=list(WAYS))
WITH_TARGET = pytest.mark.parametrize(
    ("scheme", "way"), [each for each in WAYS.items() if each[1].FIELDS], ids=[key for key in WAYS if WAYS[key].FIELDS]
)


def stated(way):
    """A target that states what the scheme has, and nothing else."""
    kind = way.KIND or (POINTS if "tolerance_kind" in way.FIELDS else None)
    return Target(kind=kind, **{name: value for name, value in STATED.items() if name in way.FIELDS})


def test_every_scheme_has_a_way_in_the_order_of_the_schemes():
    assert list(WAYS) == list(Scheme)


@EACH
def test_a_way_has_all_that_the_product_asks_of_a_scheme(scheme, way):
    for name, member in MEMBERS.items():
        found = getattr(way, name)
        if isfunction(member):
            assert list(signature(found).parameters) == list(signature(member).parameters)[1:], name


@EACH
def test_it_is_told_in_words_of_its_own(scheme, way):
    assert all(way.WORDING[:5])
    assert [each.WORDING.name for each in WAYS.values()].count(way.WORDING.name) == 1
    assert bool(way.WORDING.no_target) == (not way.FIELDS)
    assert set(way.FIELDS) <= {*STATED, "tolerance_kind"}
    assert set(way.LABELS) <= set(way.FIELDS)


@WITH_TARGET
def test_its_own_fields_are_what_it_judges_by(scheme, way):
    each_rule, target = rule(scheme), stated(way)
    check_target(each_rule, target)
    assert way.is_set(target) and not way.is_set(Target())
    assert way.set_text(each_rule, target) and way.set_text(each_rule, Target()) == ""
    assert way.aim_text(each_rule, target).startswith("the ") and way.aim_text(each_rule, Target()) == ""
    assert assess(each_rule, D(50), target).sentence is way.sentence


@EACH
def test_last_year_counts_where_the_scheme_says_so(scheme, way):
    looks = any(
        len({judged(rule(scheme), value, stated(way), last_year(before)) for before in (None, "0", "200")}) > 1
        for value in ("50", "88", "90", "95")
    )
    assert looks == way.NEEDS_LAST_YEAR


@WITH_TARGET
def test_without_a_polarity_it_judges_or_is_for_information(scheme, way):
    verdict = assess(rule(scheme, NONE), D(50), stated(way))
    assert (verdict.rag.value != "none") == (NONE in way.POLARITIES)


@pytest.mark.parametrize("target", [Target(), aim("90"), aim("90", "-5", POINTS), band("2", "1")])
def test_a_scheme_without_a_target_refuses_any(target):
    for scheme in (each for each, way in WAYS.items() if not way.FIELDS):
        with pytest.raises(RuleError, match=f"^{WAYS[scheme].WORDING.no_target}: "):
            check_target(rule(scheme), target)


@pytest.mark.parametrize(
    ("each_rule", "target", "shaded"),
    [
        (rule(Scheme.BAND), band("17.9", "36.5"), (D("17.9"), D("36.5"))),
        (rule(Scheme.BAND), band("5", "5"), (5, 5)),
        (rule(Scheme.BAND), Target(D(90), low=D(40)), None),
        (rule(Scheme.TARGET_TOLERANCE), aim("90", "5", POINTS), (85, 90)),
        (rule(Scheme.TARGET_TOLERANCE, LOWER), aim("90", "5", PERCENT), (90, D("94.5"))),
        (rule(Scheme.TARGET_TOLERANCE), aim("90", "0", POINTS), None),
        (rule(Scheme.TARGET_TOLERANCE), aim("90"), None),
        (rule(Scheme.TARGET_TOLERANCE, NONE), aim("90", "5", POINTS), None),
        (rule(Scheme.NEAR_TARGET_THEN_LAST_YEAR), aim("90"), (81, 90)),
        (rule(), aim("90"), None),
        (rule(Scheme.VARIANCE), budget("90"), None),
    ],
)
def test_what_a_chart_shades(each_rule, target, shaded):
    assert band_between(each_rule, target) == shaded
