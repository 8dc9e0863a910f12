"""Figures are written in one place alone: every other file of the product calls it."""

import ast
from pathlib import Path

import pytest

import kpis

ROOT = Path(kpis.__file__).parent
MODELS = {"Reading", "ReadingVersion"}
BACK = {"readings", "versions"}
"""How a measure leads to its readings, and a reading to its versions."""
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create"}
WRITERS = {"readings/append.py", "bench/region.py"}
"""The writer, and a million rows that the bench puts into an empty database by SQL, to measure reading beside them."""


def names_of(node: ast.AST) -> set[str]:
    """Every name on the way to what a call calls: ReadingVersion.objects.create leads over three."""
    names = set()
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        names |= {node.attr} if isinstance(node, ast.Attribute) else set()
        node = node.func if isinstance(node, ast.Call) else node.value
    return names | ({node.id} if isinstance(node, ast.Name) else set())


def writes(source: str) -> list[str]:
    """What a file makes readings or versions of them with."""
    tree = ast.parse(source)
    imports = [each for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names]
    models = MODELS | {each.asname for each in imports if each.name in MODELS and each.asname}
    found = [
        ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_write(node.func, models)
    ]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return found + [text for text in texts if "INSERT INTO kpis_reading" in text]


def _is_write(called: ast.expr, models: set[str]) -> bool:
    last = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return last in models or (last in WRITES and bool(names_of(called) & (models | BACK)))


def test_nothing_else_makes_readings_or_their_versions():
    files = {path.relative_to(ROOT).as_posix(): path for path in ROOT.rglob("*.py") if "migrations" not in path.parts}
    assert {name for name, path in files.items() if writes(path.read_text(encoding="utf-8"))} == WRITERS


@pytest.mark.parametrize(
    "source",
    [
        "ReadingVersion(number=1)",
        "models.Reading(measure=measure)",
        "from kpis.models import ReadingVersion as Version\nVersion(number=1)",
        "from kpis.models import ReadingVersion as Version\nVersion.objects.bulk_create(rows)",
        "Reading.objects.filter(pk=1).get_or_create(measure=measure)",
        "version.reading.versions.create(number=2)",
        "measure.readings.create()",
        'cursor.execute("INSERT INTO kpis_readingversion VALUES (1)")',
    ],
)
def test_a_writer_is_seen(source):
    assert writes(source)


@pytest.mark.parametrize("source", ["Reading.objects.filter(pk=1)", "Judgement.objects.create(version=version)"])
def test_a_reader_is_none(source):
    assert not writes(source)
