"""Pages of the administration that are sent at the same moment as others, or as figures: the second sees the first."""

import pytest
from django.test import Client

from kpis.entry.actions import save, sign_off
from kpis.measures import actions as set_up
from kpis.models import Framework, ReadingVersion, Service, User
from tests.admin.pages import address, errors, filled
from tests.at_once import meanwhile
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing
from tests.entry.test_set_up_at_once import BEGINS, LATER, RULE
from tests.stored import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bringing() -> Bringing:
    return make_bringing()


@pytest.fixture
def root(bringing: Bringing) -> Client:
    return signed_in(User.objects.create_superuser("root"))


def test_of_two_who_save_a_row_at_once_the_second_is_told(bringing, root):
    path = address("service", "change", bringing.service)
    opened = filled(root, path)
    first, second = ({**opened, "name": name} for name in ("The first", "The second"))
    told = meanwhile(lambda: root.post(path, first), lambda: root.post(path, second))
    assert told.status_code == 200 and "What stands now: Name: The first." in errors(told)[0]
    assert Service.objects.filter(name="The first").exists()


def test_of_two_who_add_the_same_at_once_the_second_is_told(bringing, root):
    path = address("service", "add")
    given = {"council": bringing.council.pk, "name": "Education", "change_reason": "", "seen": ""}
    told = meanwhile(lambda: root.post(path, given), lambda: root.post(path, given))
    assert errors(told) == ["Service with this Council and Name already exists."]
    assert Service.objects.filter(name="Education").count() == 1


def test_of_two_who_set_a_target_at_once_the_second_is_told(bringing, root):
    measure = bringing.measures["C1"]
    path = address("measure", "change", measure)
    opened = filled(root, path)
    first, second = ({**opened, "targets-0-value": value, "targets-0-reason": "So"} for value in ("610", "620"))
    told = meanwhile(lambda: root.post(path, first), lambda: root.post(path, second))
    assert told.status_code == 200 and "What stands now: Target: 610." in errors(told)[0]
    assert [each.value for each in measure.targets.filter(superseded_at=None, start__gte=BEGINS)] == [610]


def test_a_rule_is_not_changed_while_a_figure_is_signed_off_by_it(bringing, root):
    measure = bringing.measures["C1"]
    rule = set_up.begin_rule(measure=measure, begins=BEGINS, columns=RULE, by=None, reason="New plan")
    version = save(entry=entry_of(bringing.place("C1"), "650"), submit=True, by=bringing.person("alice"), at=NOW)
    path = address("measure", "change", measure)
    opened = filled(root, path)
    told = meanwhile(
        lambda: sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER),
        lambda: root.post(path, {**opened, "rules-1-polarity": "higher"}),
    )
    assert errors(told)[0].startswith("This rule has judged 1 signed-off figure.")
    rule.refresh_from_db()
    assert rule.polarity == "lower"


def test_a_plan_does_not_become_a_contract_while_a_figure_is_signed_off(bringing, root):
    ReadingVersion.objects.filter(state="signed_off").delete()
    version = save(entry=entry_of(bringing.place("C1"), "650"), submit=True, by=bringing.person("alice"), at=NOW)
    path = address("framework", "change", bringing.plan)
    opened = filled(root, path)
    told = meanwhile(
        lambda: sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER),
        lambda: root.post(path, {**opened, "underspend_is_red": "on"}),
    )
    assert "would judge 1 signed-off figure anew" in errors(told)[0]
    assert not Framework.objects.get(pk=bringing.plan.pk).underspend_is_red
