"""A public class name stands once in `kpis`, so that a reader who meets it knows which it is."""

import ast
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.test_layers import ROOT, name_of

DJANGOS = {"Command", "Migration"}
"""Django finds these by their names, one in a file."""

MAY_STILL = {
    "Asked": 6, "Cells": 2, "Change": 2, "Changed": 2, "Check": 2, "Counts": 2, "DayField": 2, "Entry": 5,
    "Event": 2, "Figure": 3, "FigureForm": 2, "Grid": 2, "Group": 2, "Item": 2, "Judgement": 2, "Measure": 2,
    "Meeting": 2, "Notes": 2, "Paper": 2, "Part": 5, "Place": 3, "Point": 2, "Preview": 2, "Problem": 2,
    "ReasonForm": 2, "Refused": 2, "Report": 2, "Reported": 3, "Revised": 3, "Row": 5, "RowShown": 2, "Said": 4,
    "Section": 2, "Service": 2, "Shape": 3, "Share": 2, "Sheet": 2, "Source": 2, "Standing": 4, "State": 2,
    "Stated": 2, "Step": 3, "Stood": 3, "Stored": 2, "Sum": 2, "Table": 2, "Target": 2, "Texts": 2, "Told": 4,
    "Verdict": 2,
}  # fmt: skip
"""Names that may still stand more than once, and in how many files. It only ever gets smaller."""


def class_names(source: str) -> list[str]:
    """The public classes of a file: those within a class or a function belong to what they stand in."""
    classes = (node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return [name for name in classes if not name.startswith("_") and name not in DJANGOS]


def homes(sources: Mapping[Path, str]) -> dict[str, list[str]]:
    """Where each class name stands."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, source in sources.items():
        for name in class_names(source):
            found[name].append(name_of(path))
    return found


def repeated(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: files for name, files in found.items() if len(files) > 1}


def stored() -> dict[str, list[str]]:
    return homes({path: path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.py"))})


def test_a_class_name_stands_once():
    again = {name: files for name, files in repeated(stored()).items() if len(files) > MAY_STILL.get(name, 1)}
    assert not again, "name what it is, in the words of the domain: " + "; ".join(
        f"{name} in {', '.join(files)}" for name, files in again.items()
    )


def test_no_name_may_stand_more_often_than_it_does():
    found = stored()
    fewer = {name: len(found[name]) for name, most in MAY_STILL.items() if len(found[name]) < most}
    assert not fewer, f"lower these in the table, and strike those that stand once: {fewer}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class Row: ...", ["Row"]),
        ("@dataclass(frozen=True)\nclass Row(Base): ...\nclass Other: ...", ["Row", "Other"]),
        ("class _Row: ...", []),
        ("class Form:\n    class Media: ...\n    class Meta: ...", ["Form"]),
        ("def made():\n    class Row: ...", []),
        ("class Command(BaseCommand): ...\nclass Migration: ...", []),
        ("from kpis.models import Row\nROW = Row", []),
        ("class Row: ...\nclass Row: ...", ["Row", "Row"]),
    ],
)
def test_the_public_classes_of_a_file_are_seen(source, found):
    assert class_names(source) == found


def test_a_name_in_two_files_is_seen():
    sources = {ROOT / name: f"class {name.title()[0]}: ..." for name in ("row.py", "rest.py", "other.py")}
    assert repeated(homes(sources)) == {"R": ["kpis/row.py", "kpis/rest.py"]}
