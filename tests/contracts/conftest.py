"""The demonstration's contracts, for the tests that ask for them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from kpis.models import User
from tests.demonstration import loaded_until_rolled_back
from tests.stored import signed_in

PersonOf = Callable[[str], Client]


@pytest.fixture(scope="package")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from loaded_until_rolled_back(django_db_setup, django_db_blocker)


@pytest.fixture
def demo(demonstration: None, db: None) -> PersonOf:
    """The three councils; given a name, the browser of one of the demonstration's people."""
    return lambda name: signed_in(User.objects.get(username=name))
