"""Words that mean the same, as the performance team sets them up."""

import pytest

from kpis.models import Synonym
from tests.admin.pages import address, errors, sent


def test_they_are_kept_as_they_were_typed(own, office):
    assert sent(office, address("synonym", "add"), words="  Potholes,road   defects, ").status_code == 302
    made = Synonym.objects.get(words="Potholes, road defects")
    assert made.council == own.council
    assert made.history.count() == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("bins", "Write at least two"),
        ("bins, Bin", "Write at least two"),
        ("bins, ?!", '"?!" has no letter or digit'),
        (", ,", "Write at least two"),
        ("x, " * 200, "at most 300 characters"),
    ],
)
def test_what_says_nothing_is_refused_with_a_remedy(own, office, words, why):
    response = sent(office, address("synonym", "add"), words=words)
    assert response.status_code == 200
    assert why in " ".join(map(str, errors(response)))


def test_the_same_twice_is_refused(own, office):
    response = sent(office, address("synonym", "add"), words=own.synonym.words)
    assert response.status_code == 200
    assert errors(response)
