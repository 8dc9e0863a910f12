"""What a search finds, on the database in use."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kpis.models import Committee, Measure, Outcome, PolicyArea, SearchText, Service, Synonym
from kpis.people import EVERY_COUNCIL, PUBLIC, Viewer
from kpis.search import queries, queries_index
from kpis.search.queries import MOST_FOUND, find
from tests.stored import make_council, make_measure, make_plan

pytestmark = pytest.mark.django_db


def refs(text, viewer=PUBLIC, council=None):
    return [each.ref for each in find(text, viewer, council.pk if council else None)]


@pytest.fixture
def plan():
    return make_plan(make_council())


@pytest.fixture
def waste(plan):
    council = plan.council
    measure = make_measure(
        plan,
        "EE-02",
        title="Household waste recycled",
        definition="Tonnes collected at the kerbside, of all",
        outcome=Outcome.objects.create(framework=plan, name="Places are green"),
        policy_area=PolicyArea.objects.create(framework=plan, name="Environment and climate"),
        service=Service.objects.create(council=council, name="Street scene"),
    )
    measure.committees.add(Committee.objects.create(council=council, slug="x", name="Communities panel"))
    make_measure(plan, "XX", title="Something else")
    return measure


@pytest.mark.parametrize(
    "text",
    ["recycled", "RECYCLING", "waste household", "ee-02", "EE02", "02", "kerbside", "tonne", "green", "climate",
     "street scenes", "communities", "panel recycl", "recyc", "the waste of a household"],
)  # fmt: skip
def test_a_measure_is_found_by_its_words_and_their_stems(waste, text):
    assert refs(text) == ["EE-02"]


@pytest.mark.parametrize("text", ["", " ", "waste dragons", "the", "%", "ycled", "k", '"', "NOT waste dragons"])
def test_what_has_not_every_word_is_not_found(waste, text):
    assert refs(text) == []


def test_adoption_finds_adopted(plan):
    make_measure(plan, "A", title="Children adopted")
    assert refs("adoption") == ["A"]


def test_accents_do_not_matter(plan):
    make_measure(plan, "A", title="Pobl mewn tŷ fforddiadwy ym Môn")
    assert refs("ty mon") == refs("TŶ MÔN") == ["A"]


def test_a_title_comes_before_names_and_names_before_a_definition(plan):
    service = Service.objects.create(council=plan.council, name="Libraries")
    make_measure(plan, "DEFINED", title="One", definition="libraries " * 50)
    make_measure(plan, "NAMED", title="Two", service=service)
    make_measure(plan, "TITLED", title="Visits to libraries and to much else that stands in a long title")
    assert refs("library") == ["TITLED", "NAMED", "DEFINED"]


def test_a_councils_own_words_find_its_measures_alone(waste):
    other = make_plan(make_council("southshire"))
    make_measure(other, "S1", title="Household waste")
    Synonym.objects.create(council=waste.council, words="bins, household waste")
    assert refs("bin") == ["EE-02"]


def test_closed_councils_are_found_by_their_own_alone():
    closed = make_council("closedshire", visibility="members")
    make_measure(make_plan(closed), "SECRET", title="Household waste")
    assert refs("waste") == []
    assert refs("waste", Viewer(councils=frozenset({closed.pk}))) == refs("waste", EVERY_COUNCIL) == ["SECRET"]


def test_one_council_is_searched_alone(waste):
    other = make_council("southshire")
    make_measure(make_plan(other), "S1", title="Household waste")
    assert refs("waste", council=other) == ["S1"]
    assert set(refs("waste")) == {"S1", "EE-02"}


def test_no_more_are_found_than_can_be_shown_and_one(plan):
    for number in range(MOST_FOUND + 5):
        make_measure(plan, f"M{number}", title="Household waste")
    assert len(refs("waste")) == MOST_FOUND + 1


@pytest.mark.parametrize(
    "text",
    ["'", '"', "\\", "*", "a*", "-a", "a:b", "title:x", "NEAR(a, b)", "^a", "a AND", "OR", "NOT", "(", ")", "a & b",
     "a | !b", "a <-> b", ":*", "'a':*", "'; DROP TABLE kpis_measure; --", "\u0301", "\U0001f600", "½", "ﬁ", "ẞ",
     "ŵ ŷ", "a", "x" * 5000, "a b " * 5000, "مَدرَسَة", "学校", "%s", "%(words)s", "{0}", "\u200b", "\udcff"],
)  # fmt: skip
def test_whatever_is_typed_is_looked_for_and_no_fault(waste, text):
    find(text, PUBLIC)
    assert Measure.objects.count() == 2


@pytest.mark.parametrize("text", ["½ and ﬁ", "مَدرَسَة", "x" * 5000, "long " * 50_000, "'; \" -- %s \\", "学校"])
def test_whatever_a_measure_says_can_be_looked_through(plan, text):
    make_measure(plan, "ODD", title="Odd measure", definition=text)
    assert refs("odd") == ["ODD"]


def statements(text, council=None):
    with CaptureQueriesContext(connection) as captured:
        find(text, PUBLIC, council.pk if council else None)
    return len(captured)


def test_a_search_takes_two_statements_where_nothing_has_changed(waste):
    find("waste", PUBLIC)
    assert statements("waste") == 2
    assert statements("dragons") == 3
    assert statements("the") == 0


def test_texts_are_made_in_as_many_statements_for_many_councils_as_for_one(waste):
    one = statements("waste")
    for number in range(12):
        for ref in ("A", "B"):
            make_measure(make_plan(make_council(f"other-{ref.lower()}-{number}")), ref, title="Household waste")
    assert statements("waste") == one <= 16


def test_one_search_makes_a_bounded_number_of_texts_and_the_command_all(monkeypatch, capsys):
    monkeypatch.setattr(queries_index, "MOST_MADE", 2)
    for number in range(5):
        make_measure(make_plan(make_council(f"shire-{number}")), f"S{number}", title="Household waste")
    assert [len(refs("waste")) for _ in range(2)] == [2, 4]
    call_command("index_search")
    assert capsys.readouterr().out == "Made the texts of 1 council.\n"
    assert len(refs("waste")) == 5


def test_a_database_that_cannot_be_written_to_is_searched_as_it_is(waste, monkeypatch):
    find("waste", PUBLIC)
    make_measure(make_plan(make_council("southshire")), "S1", title="Household waste")

    def refuse(changes):
        raise DatabaseError("read only")

    monkeypatch.setattr(queries_index, "_make", refuse)
    assert refs("waste") == ["EE-02"]


def test_the_same_words_are_written_once(waste):
    find("waste", PUBLIC)
    kept = SearchText.objects.get(pk=waste.pk)
    assert (kept.title, kept.definition) == (
        "ee 02 ee02 household waste recycled",
        "tonnes collected at the kerbside of all",
    )
    assert queries_index.refresh(PUBLIC) == 0


class TestAfterAWrite:
    """The database counts a council's changes when a transaction ends."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize(
        ("change", "text"),
        [
            (lambda each: Measure.objects.filter(pk=each.pk).update(title="Glass"), "glass"),
            (lambda each: Outcome.objects.update(name="Clean air"), "air"),
            (lambda each: PolicyArea.objects.update(name="Verges"), "verge"),
            (lambda each: Service.objects.update(name="Refuse"), "refuse"),
            (lambda each: Committee.objects.update(name="Place board"), "board"),
            (lambda each: Synonym.objects.create(council=each.council, words="bins, household waste"), "bins"),
        ],
        ids=["title", "outcome", "area", "service", "committee", "synonym"],
    )
    def test_what_has_changed_is_found_at_once(self, waste, change, text):
        assert refs(text) == []
        change(waste)
        assert refs(text) == ["EE-02"]

    def test_what_is_gone_is_found_no_more(self, waste):
        Synonym.objects.create(council=waste.council, words="bins, household waste")
        assert refs("bins") == ["EE-02"]
        Synonym.objects.all().delete()
        assert refs("bins") == []
        waste.committees.clear()
        Measure.objects.filter(pk=waste.pk).delete()
        assert refs("waste") == []
        assert SearchText.objects.count() == 1

    def test_what_is_rolled_back_is_not_found(self, waste):
        refs("waste")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            Measure.objects.filter(pk=waste.pk).update(title="Glass")
            raise ZeroDivisionError
        assert refs("glass") == []
        assert refs("recycled") == ["EE-02"]


def test_both_databases_are_known():
    assert connection.vendor in queries.WAYS
