"""Exampleshire, the demonstration's invented council, as officers' workbooks are read for it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kpis.demo.loading import FOLDERS
from kpis.interchange.jobs import load
from tests.demonstration import LOADED

CASES = Path(__file__).parents[1] / "data" / "cases"
Q2 = "2026/27 Q2"


class Written(NamedTuple):
    """The two files that the command wrote, each row by its columns, and what it told."""

    figures: list[dict[str, str]]
    left: list[dict[str, str]]
    told: str

    def by_ref(self, *columns: str) -> dict[str, tuple[str, ...]]:
        assert len({each["ref"] for each in self.figures}) == len(self.figures)
        return {each["ref"]: tuple(each[column] for column in columns) for each in self.figures}

    @property
    def values(self) -> dict[str, str]:
        return {each["ref"]: each["value"] for each in self.figures}

    @property
    def asked(self) -> dict[str, str]:
        return {each["ref"]: each["asked"] for each in self.figures if each["asked"]}


Reading = Callable[..., Written]
Refused = Callable[..., str]


@pytest.fixture(scope="package")
def council(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load([FOLDERS["exampleshire"]], now=LOADED)
        django_db_blocker.block()
        yield
        django_db_blocker.restore()
        transaction.set_rollback(True)


@pytest.fixture
def reading(council: None, db: None, tmp_path: Path) -> Reading:
    """What the command writes of a file; CommandError where it refuses it."""

    def read(file: Path, period: str = Q2) -> Written:
        output, left, told = tmp_path / "figures.csv", tmp_path / "left.csv", StringIO()
        paths = {"output": str(output), "left_alone": str(left)}
        call_command("read_spreadsheet", str(file), council="exampleshire", period=period, stderr=told, **paths)
        return Written(_rows(output), _rows(left), told.getvalue())

    return read


@pytest.fixture
def refused(council: None, db: None, tmp_path: Path) -> Refused:
    """What the command tells of a file that it refuses; nothing is written then."""

    def read(file: Path, period: str = Q2) -> str:
        told, before = StringIO(), sorted(tmp_path.iterdir())
        paths = {"output": str(tmp_path / "figures.csv"), "left_alone": str(tmp_path / "left.csv")}
        with pytest.raises(CommandError) as error:
            call_command("read_spreadsheet", str(file), council="exampleshire", period=period, stderr=told, **paths)
        assert sorted(tmp_path.iterdir()) == before
        return f"{told.getvalue()}{error.value}"

    return read


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))
