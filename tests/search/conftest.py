"""The demonstration, and people of it who search."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.demonstration import loaded_until_rolled_back


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from loaded_until_rolled_back(django_db_setup, django_db_blocker)


@pytest.fixture
def demo(demonstration: None, db: None) -> None:
    """The demonstration, as it was loaded."""


@pytest.fixture
def nobody() -> Client:
    return Client()
