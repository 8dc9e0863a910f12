"""The councils that come with the product load cleanly, and loading them again changes nothing."""

import datetime as dt
from decimal import Decimal

import pytest

from kpis.demo.loading import FOLDERS
from kpis.models import Baseline, Comparator, Judgement, Measure, Reading, ReadingVersion, Target
from tests.interchange.helpers import LATER, NOW, bring, stored

COUNTS = {
    "warwickshire": {
        "council": 1, "committees": 1, "frameworks": 1, "measures": 21, "targets": 4, "readings": 88, "comparators": 5,
    },
    "worcestershire": {
        "council": 1, "committees": 1, "frameworks": 2, "measures": 32, "baselines": 20, "targets": 20,
        "readings": 113, "comparators": 9,
    },
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("council", COUNTS)
def test_published_figures_load_and_load_again_unchanged(council):
    first = bring(FOLDERS[council])
    assert {table: tuple(counts) for table, counts in first.tables.items()} == {
        table: (count, 0, 0) for table, count in COUNTS[council].items()
    }
    before = stored()

    again = bring(FOLDERS[council], LATER)

    assert {table: tuple(counts) for table, counts in again.tables.items()} == {
        table: (0, 0, count) for table, count in COUNTS[council].items()
    }
    assert stored() == before
    assert again.warnings == ()


@pytest.mark.django_db
def test_exampleshire_loads_and_loads_again_unchanged():
    first = bring(FOLDERS["exampleshire"], dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert first.tables["measures"].created == 76
    assert first.tables["readings"].created == 1787
    before = stored()

    again = bring(FOLDERS["exampleshire"], dt.datetime(2026, 11, 2, tzinfo=dt.UTC))

    assert {(counts.created, counts.changed) for counts in again.tables.values()} == {(0, 0)}
    assert stored() == before


@pytest.mark.django_db
def test_child_protection_plans_are_stored_as_the_paper_has_them():
    """Warwickshire, progress report of 18 June 2019: 346 plans, provisional, target not printed, trend down."""
    bring(FOLDERS["warwickshire"])

    version = ReadingVersion.objects.get(
        reading__measure__ref="CS02", reading__kind="year", reading__start="2018-04-01", superseded_at=None
    )

    assert (version.value, version.numerator, version.marker) == (Decimal(346), None, "provisional")
    assert version.provisional_until == dt.date(2019, 7, 31)
    assert (version.number, version.state, version.recorded_at) == (1, "signed_off", NOW)
    assert (version.source, version.reason, version.by) == ("import of readings.csv", "", None)
    assert version.reading.known_by_end
    assert version.section == "good_progress"
    kinds = {each.kind: (each.value, each.basis, each.source) for each in version.judgements.all()}
    assert kinds["status"] == ("met", "", "import of readings.csv")
    assert kinds["dot"][1] == "unknown"


@pytest.mark.django_db
def test_a_contract_stores_its_bands_baselines_and_breakdown():
    """Worcestershire Children First, Schedule 6, papers of 13 November 2019."""
    bring(FOLDERS["worcestershire"])

    band = Target.objects.get(measure__ref="KPI-SC1")
    assert (band.low, band.high, band.value, band.tolerance_kind) == (Decimal("52.3"), Decimal("62.7"), None, "band")
    assert band.reason == "contract, signed 26 September 2019"
    until = Target.objects.get(measure__ref="KPI-EH1", kind="quarter").until
    assert until == dt.date(2020, 3, 31)
    baseline = Baseline.objects.get(measure__ref="KPI-SC1")
    assert (baseline.numerator, baseline.denominator, baseline.value) == (1271, 2391, Decimal("53.157675"))
    measure = Measure.objects.get(ref="WD01")
    (dimension,) = measure.dimensions.all()
    assert dimension.name == "School phase"
    assert [each.slug for each in dimension.categories.all()][:2] == ["primary", "secondary"]
    assert Comparator.objects.filter(measure=measure, name="England").count() == 9
    milestone = Measure.objects.get(ref="KPI-Org1").rules.get()
    assert (milestone.scheme, milestone.decimal_places, milestone.begins) == ("milestone", 0, None)


@pytest.mark.django_db
def test_nothing_is_stored_twice_for_a_figure():
    bring(FOLDERS["warwickshire"])
    assert Reading.objects.count() == ReadingVersion.objects.count() == 88
    assert Judgement.objects.filter(version__reading__measure__ref="HW01").exists()
