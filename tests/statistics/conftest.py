"""The three councils of the demonstration, for what statistics say of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.demonstration import loaded_until_rolled_back


@pytest.fixture(scope="package")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from loaded_until_rolled_back(django_db_setup, django_db_blocker)


@pytest.fixture
def demo(demonstration: None, db: None) -> None:
    """The three councils, and whatever else a test stores goes again after it."""
