"""What a second import does: revisions as new versions, texts left or cleared, rules from a period on."""

import datetime as dt
from decimal import Decimal

import pytest

from kpis.models import (
    Baseline,
    Category,
    ClosingEvent,
    Comparator,
    Council,
    Dimension,
    Measure,
    MeasureRule,
    Reading,
    ReadingVersion,
    Target,
    User,
)
from tests.interchange.helpers import LATER, NOW, SMALL, add, bring, errors, stored, warnings, write

pytestmark = pytest.mark.django_db


def versions(ref: str = "C1", **period: str) -> list[ReadingVersion]:
    found = ReadingVersion.objects.filter(reading__measure__ref=ref, reading__category=None)
    return list(found.order_by("reading__end", "number"))


def test_a_figure_that_differs_is_a_revision(loaded):
    add(loaded, "readings", "ref,period,value", "C1,2018/19,658")

    assert bring(loaded, LATER).tables["readings"] == (0, 1, 0)

    first, second = versions()
    assert (first.value, first.superseded_at, first.recorded_at) == (660, LATER, NOW)
    assert (second.value, second.superseded_at, second.number, second.state) == (658, None, 2, "signed_off")
    assert (second.marker, second.provisional_until) == ("final", None)
    assert second.reason == "imported from readings.csv on 2 September 2019"
    assert second.source == "import of readings.csv"
    assert second.commentary == "Rose by ten"


def test_a_revision_gives_its_own_reason(loaded):
    add(loaded, "readings", "ref,period,value,change_reason", "C1,2018/19,658,Two children were counted twice")
    bring(loaded, LATER)
    assert versions()[1].reason == "Two children were counted twice"


def test_a_reason_alone_changes_nothing(loaded):
    before = stored()
    add(loaded, "readings", "ref,period,value,marker,change_reason", "C1,2018/19,660,provisional,Because")
    assert bring(loaded, LATER).tables["readings"] == (0, 0, 1)
    assert stored() == before


def test_the_same_figure_in_other_words_changes_nothing(loaded):
    before = stored()
    header = "ref,period,value,numerator,denominator,marker,commentary"
    rows = ["c1,18/19, 660.0 ,,,PROVISIONAL,", "P1,2018-19,60%,60,100.00,final,", "P1,2017/18,,,,awaiting,"]
    add(loaded, "readings", header, *rows)
    assert bring(loaded, LATER).tables["readings"] == (0, 0, 3)
    assert stored() == before


def test_a_figure_is_replaced_as_a_whole(loaded):
    add(loaded, "readings", "ref,period,value,numerator,denominator,marker,expected",
        "P1,2018/19,,,,awaiting,2019-10-01", "P1,2017/18,55,,,estimated,")  # fmt: skip
    assert bring(loaded, LATER).tables["readings"] == (0, 2, 0)
    was, now = versions("P1")[2:]
    assert (was.value, was.numerator, was.denominator) == (60, 60, 100)
    assert (now.value, now.numerator, now.denominator, now.marker) == (None, None, None, "awaiting")
    assert now.expected == dt.date(2019, 10, 1)
    assert (versions("P1")[1].value, versions("P1")[1].marker) == (55, "estimated")


SAID = (
    "ref,period,value,commentary,section,break_before,published_status,published_dot,published_dot_basis,"
    "published_projection"
)


def test_blank_texts_stay_and_a_hyphen_clears(loaded):
    add(loaded, "readings", SAID, "C1,2018/19,660,Words,good_progress,New method,met,up,unknown,improve")
    bring(loaded, LATER)
    add(loaded, "readings", SAID, "C1,2018/19,661,,,,,,,")
    bring(loaded, LATER)
    kept = versions()[2]
    assert (kept.commentary, kept.section, kept.break_before) == ("Words", "good_progress", "New method")
    said = {each.kind: (each.value, each.basis, each.at) for each in kept.judgements.all()}
    assert said == {
        "status": ("met", "", LATER), "dot": ("up", "unknown", LATER), "projection": ("improve", "", LATER)
    }  # fmt: skip

    add(loaded, "readings", SAID, "C1,2018/19,661,-,-,-,-,-,,-")
    assert bring(loaded, LATER).tables["readings"] == (0, 1, 0)

    cleared = versions()[3]
    assert (cleared.commentary, cleared.section, cleared.break_before) == ("", "", "")
    assert not cleared.judgements.exists()
    assert kept.judgements.count() == 3


def test_an_officers_judgement_is_copied_with_who_and_why(loaded):
    alice = User.objects.create_user("alice")
    versions()[0].judgements.create(kind="status", value="amber", by=alice, at=NOW, why="Late returns")
    add(loaded, "readings", "ref,period,value", "C1,2018/19,661")
    bring(loaded, LATER)
    copied = versions()[1].judgements.get()
    assert (copied.value, copied.by, copied.at, copied.why, copied.source) == ("amber", alice, NOW, "Late returns", "")


def test_a_judgement_that_is_stated_replaces_an_officers(loaded):
    alice = User.objects.create_user("alice")
    versions()[0].judgements.create(kind="status", value="amber", by=alice, at=NOW, why="Late returns")
    add(loaded, "readings", "ref,period,value,marker,published_status", "C1,2018/19,660,provisional,red")
    bring(loaded, LATER)
    new = versions()[1].judgements.get()
    assert (new.value, new.by, new.at, new.why, new.source) == ("red", None, LATER, "", "import of readings.csv")


def test_a_draft_stays_beside_what_is_imported(loaded):
    reading = versions()[0].reading
    draft = reading.versions.create(number=2, state="draft", value=662, recorded_at=NOW)
    add(loaded, "readings", "ref,period,value", "C1,2018/19,661")
    bring(loaded, LATER)
    assert [(each.number, each.state, each.superseded_at) for each in versions()] == [
        (1, "signed_off", LATER), (2, "draft", None), (3, "signed_off", None)
    ]  # fmt: skip
    assert draft.value == 662


def test_a_snapshot_is_known_by_its_end(loaded):
    add(loaded, "readings", "ref,period,value", "C1,2019-03,655", "P1,2018/19 Q4,58")
    assert bring(loaded, LATER).tables["readings"] == (1, 1, 0)
    assert Reading.objects.filter(measure__ref="C1").count() == 1
    assert [each.value for each in versions()] == [660, 655]
    assert Reading.objects.filter(measure__ref="P1").count() == 3


def test_a_milestone_and_a_rate(loaded):
    add(loaded, "readings", "ref,period,value,numerator,denominator,achieved_on,marker",
        "M1,2018/19,achieved,,,2019-03-20,", "M1,2017/18,not achieved,,,,", "R1,2018,,86,4623,,", "R1,2017,17.5,80,,,",
        "G1,2018/19,-2.25,,,,", "G1,2017/18,104,,,,", "B1,2018/19,\"£61,810\",,,,",)  # fmt: skip
    bring(loaded, LATER)
    done, missed = versions("M1")[1], versions("M1")[0]
    assert (done.value, done.achieved_on, missed.value, missed.achieved_on) == (1, dt.date(2019, 3, 20), 0, None)
    assert [(each.value, each.numerator, each.denominator) for each in versions("R1")] == [
        (Decimal("17.5"), 80, None), (Decimal("18.602639"), 86, 4623)
    ]  # fmt: skip
    assert [each.value for each in versions("G1")] == [104, Decimal("-2.25")]
    assert versions("B1")[0].value == 61810


def test_a_breakdown(loaded):
    add(loaded, "readings", "ref,period,dimension,category,value",
        "P1,2018/19,,St John's & Co,61", "P1,2018/19,Phase,Primary,62", "P1,2018/19,,北,60",
        "P1,2017/18,phase,primary,59")  # fmt: skip
    bring(loaded, LATER)
    assert list(Dimension.objects.values_list("name", flat=True)) == ["Phase"]
    assert list(Category.objects.values_list("name", "slug", "order")) == [
        ("St John's & Co", "st-johns-co", 1), ("Primary", "primary", 2), ("北", "category", 3)
    ]  # fmt: skip
    before = stored()
    assert bring(loaded, LATER).tables["readings"] == (0, 0, 4)
    assert stored() == before


def test_a_target_that_differs_is_a_new_version(loaded):
    add(
        loaded,
        "targets",
        "ref,period,target,low,high,reason",
        "C1,2018/19,600,,,Raised",
        "P1,2018/19,90,,,",
    )
    assert bring(loaded, LATER).tables["targets"] == (0, 1, 1)
    old, new = Target.objects.filter(measure__ref="C1").order_by("number")
    assert (old.value, old.superseded_at, new.value, new.number, new.reason) == (580, LATER, 600, 2, "Raised")
    assert (new.recorded_at, new.superseded_at, new.source) == (LATER, None, "import of targets.csv")
    add(loaded, "targets", "ref,period,target", "C1,2018/19,610")
    bring(loaded, LATER)
    assert Target.objects.get(number=3).reason == "imported from targets.csv on 2 September 2019"


def test_a_withdrawn_target_stands_again_when_it_is_imported(loaded):
    Target.objects.filter(measure__ref="C1").update(withdrawn=True)
    assert bring(loaded, LATER).tables["targets"] == (0, 1, 2)
    assert Target.objects.get(measure__ref="C1", superseded_at=None).withdrawn is False


def test_until_is_the_last_day_of_its_period(loaded):
    add(loaded, "targets", "ref,period,low,high,until", "K1,2019/20 Q1,50,60,2019/20")
    bring(loaded)
    assert Target.objects.get(measure__ref="K1", kind="quarter").until == dt.date(2020, 3, 31)


def test_baselines_and_comparators_are_versions_too(loaded):
    add(loaded, "baselines", "ref,period,value,numerator,denominator", "P1,2017/18,,55,100")
    add(
        loaded,
        "comparators",
        "ref,comparator,period,category,value,note",
        "P1,England,2018/19,,64.9,Source A",
    )
    assert bring(loaded).tables["comparators"] == (1, 0, 0)
    add(loaded, "baselines", "ref,period,value", "P1,2017/18,55")
    add(
        loaded,
        "comparators",
        "ref,comparator,period,category,value,note",
        "P1,England,2018/19,,65,",
    )
    report = bring(loaded, LATER)
    assert (report.tables["baselines"], report.tables["comparators"]) == ((0, 1, 0), (0, 1, 0))
    assert [(each.value, each.numerator, each.number) for each in Baseline.objects.order_by("number")] == [
        (55, 55, 1),
        (55, None, 2),
    ]
    new = Comparator.objects.get(category=None, superseded_at=None)
    assert (new.value, new.note, new.reason) == (65, "Source A", "imported from comparators.csv on 2 September 2019")
    add(loaded, "comparators", "ref,comparator,period,value,note", "P1,England,2018/19,65,-")
    bring(loaded, LATER)
    assert Comparator.objects.get(category=None, superseded_at=None).note == ""


def test_a_scheme_from_a_period_on(loaded):
    header = "ref,period,scheme,target,tolerance_kind,tolerance,low,high,reason"
    rows = [
        "P1,2020/21,band,,,,80,90,A new contract",
        "P1,2019/20,target_tolerance,92,points,2,,,",
        "P1,2018/19,target,90,,,,,",
    ]
    add(loaded, "targets", header, *rows)
    assert bring(loaded, LATER).tables["targets"] == (2, 0, 1)
    rules = MeasureRule.objects.filter(measure__ref="P1").values_list("begins", "scheme", "polarity", "reason")
    assert set(rules) == {
        (None, "target", "higher", ""),
        (dt.date(2019, 4, 1), "target_tolerance", "higher", ""),
        (dt.date(2020, 4, 1), "band", "higher", "A new contract"),
    }
    before = stored()
    assert bring(loaded, LATER).tables["targets"] == (0, 0, 3)
    assert stored() == before


def test_a_scheme_alone_begins_a_rule(loaded):
    add(loaded, "targets", "ref,period,scheme", "P1,2020/21,target_tolerance")
    assert bring(loaded, LATER).tables["targets"] == (0, 1, 0)
    assert MeasureRule.objects.filter(measure__ref="P1").count() == 2


def test_a_scheme_that_reaches_back_over_signed_off_figures_is_said(loaded):
    add(loaded, "targets", "ref,period,scheme,target", "P1,2018/19,target_tolerance,90")
    assert warnings(bring(loaded, LATER)) == [
        "targets.csv row 2, scheme: signed-off figures from 2018/19 on (1) are judged by it from now on"
    ]


def test_a_dated_rule_that_has_judged_is_not_changed(loaded):
    add(loaded, "targets", "ref,period,scheme,target", "P1,2018/19,target_tolerance,90")
    bring(loaded)
    add(loaded, "targets", "ref,period,scheme,target", "P1,2018/19,target_then_last_year,90")
    assert errors(loaded)[0].startswith(
        "targets.csv row 2, scheme: would re-judge 1 signed-off figure: set the new rule"
    )


def test_set_up_changes_leave_one_history_row_each(loaded):
    write(
        loaded, council="slug,name,short_name,visibility\nsmallshire,Smallshire Council (fictional),Smallshire,public\n"
    )
    add(loaded, "committees", "slug,name,remit", "children,Children's panel,-", "adults,Adults' panel,")
    columns = "outcome,service,owner,committees,live_from,live_to,suppress_below"
    add(loaded, "measures", f"ref,title,framework,unit,polarity,frequency,{columns}",
        "c1,Children in care,plan,count,lower,quarterly,Safe,Care,alice@exampleshire.example,adults,2015/16,"
        "2025/26 Q2,5",
        "P1,,plan,,,,,,,-,,,")  # fmt: skip
    report = bring(loaded, LATER)
    assert (report.tables["council"], report.tables["committees"], report.tables["measures"]) == (
        (0, 1, 0),
        (0, 1, 1),
        (0, 2, 0),
    )
    council = Council.objects.get()
    assert (council.visibility, council.history.count()) == ("public", 2)
    assert council.history.first().history_change_reason == "import of smallshire"
    measure = Measure.objects.get(ref="C1")
    assert (measure.title, measure.outcome.name, measure.service.name) == ("Children in care", "Safe", "Care")
    assert (measure.live_from, measure.live_to, measure.suppress_below) == (
        dt.date(2015, 4, 1),
        dt.date(2025, 9, 30),
        5,
    )
    assert [each.slug for each in measure.committees.all()] == ["adults"]
    assert [each.committee.slug for each in measure.history.first().committees.all()] == ["adults"]
    assert measure.history.first().history_date == LATER
    other = Measure.objects.get(ref="P1")
    assert (other.title, other.committees.count()) == ("Plans in time", 0)
    before = stored()
    bring(loaded, LATER)
    assert stored() == before


def test_a_hyphen_clears_what_a_measure_need_not_have(loaded):
    columns = "outcome,service,owner,definition,data_lag_days,suppress_below,live_from"
    header = f"ref,title,framework,unit,polarity,frequency,{columns}"
    add(loaded, "measures", header, "P1,T,plan,percentage,higher,quarterly,O,S,a@exampleshire.example,D,5,5,2015/16")
    bring(loaded)
    add(loaded, "measures", header, "P1,,plan,,,,-,-,-,-,-,-,-")
    assert bring(loaded, LATER).tables["measures"] == (0, 1, 0)
    measure = Measure.objects.get(ref="P1")
    assert [measure.outcome, measure.service, measure.owner, measure.definition] == [None, None, "", ""]
    assert [measure.data_lag_days, measure.suppress_below, measure.live_from] == [None, None, None]


def test_defaults_of_a_new_measure(small):
    bring(small)
    plans, rate, growth = (Measure.objects.get(ref=ref) for ref in ("P1", "R1", "G1"))
    assert (plans.year_start, plans.period_kind, plans.share, plans.order) == (4, "in_period", True, 2)
    assert (rate.year_start, growth.share) == (1, False)
    rules = {rule.measure.ref: rule for rule in MeasureRule.objects.select_related("measure")}
    assert (rules["C1"].decimal_places, rules["P1"].decimal_places, rules["M1"].decimal_places) == (0, 1, 0)
    assert (rules["K1"].scheme, rules["P1"].comparison, rules["P1"].steady_margin) == ("band", "previous_period", None)
    council = Council.objects.get()
    assert (council.visibility, council.short_name) == ("members", "")


def test_a_year_to_date_measure_compares_with_last_year(small):
    add(
        small,
        "measures",
        "ref,title,framework,unit,polarity,frequency,period_kind",
        "C1,T,plan,count,lower,quarterly,year_to_date",
    )
    for table in ("targets", "readings"):
        (small / f"{table}.csv").unlink()
    bring(small)
    assert MeasureRule.objects.get().comparison == "same_period_last_year"


def test_new_measures_come_after_the_stored_ones(loaded):
    row = SMALL["measures"].splitlines()[1].replace("C1", "C0")
    write(loaded, measures=SMALL["measures"].replace("C1,", f"{row}\nC1,", 1))
    bring(loaded, LATER)
    assert Measure.objects.get(ref="C0").order == Measure.objects.count()


def test_a_dry_run_says_what_would_change_and_writes_nothing(small):
    report = bring(small, dry_run=True)
    assert (report.dry_run, report.tables["readings"]) == (True, (3, 0, 0))
    assert set(stored().values()) == {0}
    bring(small)
    before = stored()
    add(small, "readings", "ref,period,value", "C1,2018/19,1")
    assert bring(small, LATER, dry_run=True).tables["readings"] == (0, 1, 0)
    assert stored() == before


def test_no_figure_of_a_closed_period_changes(loaded):
    council = Council.objects.get()
    petra = User.objects.create_user("petra")
    year = {"council": council, "kind": "year", "start": dt.date(2018, 4, 1), "end": dt.date(2019, 3, 31), "by": petra}
    ClosingEvent.objects.create(number=1, event="closed", at=NOW, **year)
    add(loaded, "readings", "ref,period,value", "C1,2018/19,658")

    assert errors(loaded) == [
        "readings.csv row 2, period: 2018/19 is closed: the performance team can reopen it, with a reason"
    ]
    assert len(versions()) == 1

    ClosingEvent.objects.create(number=2, event="reopened", at=NOW, reason="A late correction", **year)
    assert bring(loaded, LATER).tables["readings"] == (0, 1, 0)
