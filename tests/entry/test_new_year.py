"""Opening a new year: every measure is asked for; what is decided is written at once, or not at all."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from kpis.models import Committee, Measure, Ownership, Reading, Target
from tests.entry.conftest import Bringing
from tests.pages.reading import body, said
from tests.stored import make_category, make_council, make_plan, make_reading, make_target, moment, signed_in

PAGE = "/northshire/new-year/?year=2019-20"
BEGINS, ENDED = dt.date(2019, 4, 1), dt.date(2019, 3, 31)
REASON = {"reason": "Agreed by Cabinet on 2 April 2019"}


@pytest.fixture
def petra(bringing: Bringing) -> Client:
    make_target(bringing.measures["C1"], "2018/19", "660", reason="set with the plan")
    return bringing.client("petra")


def row(measure: Measure, decision: str, **fields: str) -> dict[str, str]:
    return {f"m{measure.pk}-decision": decision, **{f"m{measure.pk}-{name}": text for name, text in fields.items()}}


def standing(measure: Measure) -> Target | None:
    return measure.targets.filter(start=BEGINS, superseded_at=None).first()


def counts() -> tuple[int, ...]:
    history = Measure.history.count() + Ownership.history.count()
    return Target.objects.count(), Measure.objects.count(), history


def test_every_measure_is_asked_for_with_what_was_set_before(petra, bringing):
    text = said(petra, PAGE)
    assert "4 of 4 measures still to be decided for 2019/20" in text
    assert "For 2018/19: 660; 660 (Q1 2018/19)" in text
    assert "Nothing was set for 2018/19." in text


def test_a_target_is_set_with_its_reason(petra, bringing):
    measure = bringing.measures["C1"]
    assert petra.post(PAGE, {**REASON, **row(measure, "set", value="1,640")}).status_code == 302
    made = standing(measure)
    assert (made.value, made.reason, made.by.username) == (Decimal(1640), REASON["reason"], "petra")
    text = said(petra, PAGE)
    assert "1 measure decided for 2019/20" in text
    assert "3 of 4 measures still to be decided" in text
    assert "Carried on with 1,640 (Agreed by Cabinet on 2 April 2019)." in text


def test_as_before_carries_the_totals_of_the_old_year_and_no_target_of_a_part(petra, bringing):
    measure = bringing.measures["C1"]
    category = make_category(measure, "District", "North")
    make_target(measure, "2018/19 H1", "100", category=category)
    assert petra.post(PAGE, {**REASON, **row(measure, "same")}).status_code == 302
    new = Target.objects.filter(measure=measure, start__gte=BEGINS)
    assert sorted((each.period.label, each.value, each.category) for each in new if not each.category) == [
        ("2019/20", 660, None), ("Q1 2019/20", 660, None), ("Q2 2019/20", 660, None), ("Q3 2019/20", 660, None),
        ("Q4 2019/20", 660, None),
    ]  # fmt: skip
    assert [each for each in new if each.category] == []


def test_what_a_target_judges_anew_is_named_and_confirmed(petra, bringing):
    """A figure of the new year can be signed off before its target is set."""
    measure = bringing.measures["P1"]
    make_reading(measure, "2019/20 Q1", "60", numerator="60", denominator="100")
    sent = {**REASON, **row(measure, "set", value="90")}
    response = petra.post(PAGE, sent)
    assert response.status_code == 422
    told = "The target of P1 judges signed-off figures anew: Q1 2019/20 (60.0%): no target → behind target."
    assert told in body(response)
    assert not Target.objects.filter(measure=measure, start__gte=BEGINS)
    assert petra.post(PAGE, {**sent, "anew": "on"}).status_code == 302
    assert Target.objects.filter(measure=measure, start__gte=BEGINS)


def test_what_was_set_for_a_part_alone_is_nothing_to_go_on_with(petra, bringing):
    measure = bringing.add_measure("Z1")
    make_target(measure, "2018/19", "100", category=make_category(measure, "District", "North"))
    assert "100" not in said(petra, PAGE).split("Measure Z1")[1].split("If it is retired")[0]
    assert petra.post(PAGE, {**REASON, **row(measure, "same")}).status_code == 422


def test_a_blank_target_is_asked_again_and_none_has_to_be_said(petra, bringing):
    measure = bringing.measures["C1"]
    response = petra.post(PAGE, {**REASON, **row(measure, "set")})
    assert response.status_code == 422
    assert "Enter what is set for 2019/20, or carry on without a target by saying so." in body(response)
    assert standing(measure) is None
    assert petra.post(PAGE, {**REASON, **row(measure, "none")}).status_code == 302
    assert standing(measure).withdrawn
    assert "Carried on without a target for 2019/20" in said(petra, PAGE)
    assert "No target" in said(petra, "/northshire/measures/C1/")


def test_a_measure_left_blank_is_asked_again_the_next_time(petra, bringing):
    before = counts()
    assert petra.post(PAGE, {**REASON, **row(bringing.measures["C1"], "")}).status_code == 302
    assert counts() == before
    assert "4 of 4 measures still to be decided" in said(petra, PAGE)


def test_a_retired_measure_ends_with_the_old_year_and_says_why(petra, bringing):
    measure = bringing.measures["C1"]
    assert petra.post(PAGE, row(measure, "retire", reason="No longer in the plan")).status_code == 302
    measure.refresh_from_db()
    last = measure.history.first()
    assert (measure.live_to, last.history_change_reason) == (ENDED, "No longer in the plan")
    assert last.history_user.username == "petra"
    assert "Retired at the end of 2018/19 (No longer in the plan)." in said(petra, PAGE)


def test_a_successor_has_rule_remit_and_owners_and_the_old_one_names_it(petra, bringing):
    measure = bringing.measures["C1"]
    committee = Committee.objects.create(council=bringing.council, slug="young", name="Young people")
    measure.committees.add(committee)
    measure.suppress_below = 5
    measure.save()
    fields = {"reason": "Counted by household", "ref": "C2", "title": "Households", "value": "300"}
    assert petra.post(PAGE, {**REASON, **row(measure, "replace", **fields)}).status_code == 302
    measure.refresh_from_db()
    made = Measure.objects.get(ref="C2")
    assert measure.live_to == ENDED
    assert measure.history.first().history_change_reason == "Replaced by C2: Counted by household"
    assert made.history.last().history_change_reason == "Replaces C1: Counted by household"
    assert (made.title, made.live_from, made.live_to, made.suppress_below) == ("Households", BEGINS, None, 5)
    assert list(made.committees.all()) == [committee]
    rule, old = made.rules.get(), measure.rules.get()
    assert (rule.begins, rule.scheme, rule.polarity, rule.decimal_places) == (
        None, old.scheme, old.polarity, old.decimal_places,
    )  # fmt: skip
    assert [each.user.username for each in made.owners.all()] == ["alice"]
    assert standing(made).value == 300


def test_a_successor_without_a_target_is_asked_for_next(petra, bringing):
    fields = {"reason": "Counted by household", "ref": "C2", "title": "Households"}
    petra.post(PAGE, row(bringing.measures["C1"], "replace", **fields))
    text = said(petra, PAGE)
    assert "4 of 5 measures still to be decided" in text
    assert "New in 2019/20." in text


@pytest.mark.parametrize("decision", ["set", "same", "none", "retire", "replace"])
def test_the_same_sent_twice_changes_nothing(petra, bringing, decision):
    fields = {
        "set": {"value": "640"},
        "retire": {"reason": "No longer in the plan"},
        "replace": {"reason": "Counted by household", "ref": "C2", "title": "Households", "value": "300"},
    }.get(decision, {})
    sent = {**REASON, **row(bringing.measures["C1"], decision, **fields)}
    assert petra.post(PAGE, sent).status_code == 302
    before = counts()
    assert petra.post(PAGE, sent).status_code == 302
    assert counts() == before
    assert "Nothing was changed: nothing new was decided." in said(petra, PAGE)


def test_of_two_people_the_second_is_told_what_was_decided(petra, bringing):
    measure = bringing.measures["C1"]
    petra.post(PAGE, {**REASON, **row(measure, "set", value="640")})
    response = petra.post(PAGE, {**REASON, **row(measure, "set", value="600")})
    assert response.status_code == 422
    assert "C1 has been decided already: carried on with 640" in body(response)
    assert standing(measure).value == 640


def test_where_one_cannot_be_nothing_is_half_done(petra, bringing):
    before = counts()
    sent = {
        **REASON,
        **row(bringing.measures["C1"], "set", value="640"),
        **row(bringing.measures["P1"], "replace", reason="Another count", ref="x1", title="Plans"),
    }
    response = petra.post(PAGE, sent)
    assert response.status_code == 422
    assert "x1 is the reference of another measure" in body(response)
    assert 'value="640"' in body(response)
    assert counts() == before


@pytest.mark.parametrize(
    ("decision", "fields", "told"),
    [
        ("set", {"value": "many"}, "many"),
        ("set", {"value": "1" * 12}, "9"),
        ("retire", {}, "Say why: the history keeps it."),
        ("retire", {"reason": "x" * 101}, "at most 100 characters"),
        ("replace", {"reason": "why", "ref": "no good", "title": "t"}, "letters, digits"),
        ("replace", {"reason": "why"}, "that replaces it."),
        ("none", {"value": "5"}, "A target was entered too"),
        ("", {"value": "5"}, "Say what becomes of the measure"),
        ("sideways", {}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(petra, bringing, decision, fields, told):
    before = counts()
    response = petra.post(PAGE, {**REASON, **row(bringing.measures["C1"], decision, **fields)})
    assert response.status_code == 422
    assert told in body(response)
    assert "There is a problem" in body(response)
    assert counts() == before


def test_a_target_needs_a_reason(petra, bringing):
    response = petra.post(PAGE, row(bringing.measures["C1"], "set", value="640"))
    assert response.status_code == 422
    assert "Say why the targets are as they are" in body(response)


def test_a_measure_with_figures_in_the_new_year_cannot_end_before_it(petra, bringing):
    measure = bringing.measures["C1"]
    make_reading(measure, "2019/20 Q1", "640")
    response = petra.post(PAGE, row(measure, "retire", reason="No longer in the plan"))
    assert "It has figures for 2019/20 already" in body(response)
    measure.refresh_from_db()
    assert measure.live_to is None


def test_a_milestone_carries_on_without_a_target(petra, bringing):
    measure = bringing.measures["M1"]
    assert f'name="m{measure.pk}-value"' not in body(petra.get(PAGE))
    assert petra.post(PAGE, {**REASON, **row(measure, "none")}).status_code == 302
    assert standing(measure).withdrawn


def test_a_contracts_band_is_set_anew_and_edges_that_cross_are_refused(petra, bringing):
    contract = make_plan(bringing.council, "contract", kind="contract")
    bringing.plan = contract
    measure = bringing.add_measure("K1", unit="percentage", scheme="band", polarity="higher")
    make_target(measure, "2017/18", low="52.3", high="62.7", tolerance_kind="band")
    page = f"{PAGE}&framework=contract"
    assert "52.3% to 62.7%" in said(petra, page)
    response = petra.post(page, {**REASON, **row(measure, "set", low="60", high="50")})
    assert "lower edge cannot be above the upper one" in body(response)
    assert petra.post(page, {**REASON, **row(measure, "same")}).status_code == 302
    assert (standing(measure).low, standing(measure).high) == (Decimal("52.3"), Decimal("62.7"))


def test_an_academic_measure_has_its_own_year(petra, bringing):
    measure = bringing.add_measure("A1", year_start=9, frequency="annual")
    assert petra.post(PAGE, {**REASON, **row(measure, "set", value="40")}).status_code == 302
    made = measure.targets.get()
    assert (made.start, made.end) == (dt.date(2019, 9, 1), dt.date(2020, 8, 31))


def test_no_scorecard_of_the_old_year_changes(petra, bringing):
    for measure in bringing.measures.values():
        if measure.ref != "M1":
            make_reading(measure, "2018/19 Q4", "70", at=moment("2019-04-10"))
            make_target(measure, "2018/19 Q4", "60")
    pages = [
        f"/northshire/scorecard{form}?period={period}"
        for form in ("/", ".csv")
        for period in ("2018-19", "2018-19-q4", "2018-19-q3", "2017-18")
    ]
    member = signed_in(None)
    before = [member.get(page).content for page in pages]
    sent = {
        **REASON,
        **row(bringing.measures["C1"], "replace", reason="Counted anew", ref="C2", title="Households", value="1"),
        **row(bringing.measures["P1"], "set", value="12"),
        **row(bringing.measures["X1"], "retire", reason="No longer in the plan"),
        **row(bringing.measures["M1"], "none"),
    }
    assert petra.post(PAGE, sent).status_code == 302
    assert [member.get(page).content for page in pages] == before
    assert "Every measure has been decided for 2019/20." in said(petra, PAGE)
    assert Reading.objects.filter(measure__ref="C2").count() == 0


def test_a_reason_that_the_history_could_not_keep_whole_is_refused(petra, bringing):
    before = counts()
    fields = {"reason": "x" * 90, "ref": "C2", "title": "Households"}
    response = petra.post(PAGE, row(bringing.measures["C1"], "replace", **fields))
    assert response.status_code == 422
    assert "With the references it is 6 characters too long for the history." in body(response)
    assert counts() == before


def test_a_fixed_number_of_statements(petra, bringing, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        petra.get(PAGE)
    for number in range(50):
        make_target(bringing.add_measure(f"N{number}"), "2018/19", "5")
    with django_assert_max_num_queries(len(few)):
        assert "54 of 54 measures" in said(petra, PAGE)


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dave", "mo", "oscar"])
def test_only_the_performance_team_opens_a_year(petra, bringing, who):
    client, before = bringing.client(who), counts()
    assert client.get(PAGE).status_code == 403
    assert "Only the council's performance team can do this" in body(client.get(PAGE)).replace("&#x27;", "'")
    sent = {**REASON, **row(bringing.measures["C1"], "set", value="640")}
    assert client.post(PAGE, sent).status_code == 403
    assert counts() == before


def test_nobody_is_led_to_sign_in_and_other_councils_stay_closed(petra, bringing):
    make_council("southshire", visibility="members")
    assert signed_in(None).get(PAGE).status_code == 302
    assert petra.get("/southshire/new-year/").status_code == 404
    assert petra.get("/nowhere/new-year/").status_code == 404


def test_another_councils_measure_is_no_part_of_it(petra, bringing):
    other = make_plan(make_council("southshire"))
    bringing.plan, bringing.council = other, other.council
    measure = bringing.add_measure("Z1", service=None)
    before = counts()
    assert petra.post(PAGE, {**REASON, **row(measure, "set", value="640")}).status_code == 302
    assert counts() == before


@pytest.mark.parametrize("query", ["?year=1999-00", "?year=soon", "?year=2019-20-q1", "?framework=other"])
def test_a_year_or_plan_that_is_none_is_not_there(petra, query):
    assert petra.get(f"/northshire/new-year/{query}").status_code == 404
