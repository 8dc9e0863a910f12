"""No file of `kpis` reaches itself by way of its imports, wherever in a file they stand.

An import within a function, or under TYPE_CHECKING, hides a circle from the interpreter and not from a reader: neither
file can be understood, moved or tested without the other. So all of them count.
"""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.test_layers import ROOT, imported

STANDING: set[frozenset[str]] = set()
"""Circles that may still stand, each as the names of its modules. It only ever gets smaller."""

Imports = Mapping[str, set[str]]
"""Each module with those that it imports."""


def module_of(path: Path) -> str:
    """`kpis.domain.figure` of kpis/domain/figure.py; `kpis.models` of kpis/models/__init__.py."""
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def file_of(name: str, modules: set[str]) -> str | None:
    """The module that an imported name is, or is in: a module before the package of the same import."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


def imports_of(sources: Mapping[Path, str]) -> Imports:
    modules = {module_of(path) for path in sources}
    found: dict[str, set[str]] = {}
    for path, source in sources.items():
        named = {file_of(name, modules) for name in imported(ast.parse(source), path)}
        found[module_of(path)] = {name for name in named if name}
    return found


def reach(imports: Imports) -> Imports:
    """Each module with all that it imports by way of others; itself only where a way leads back."""
    found = {}
    for module, named in imports.items():
        far: set[str] = set()
        ahead = list(named)
        while ahead:
            here = ahead.pop()
            if here not in far:
                far.add(here)
                ahead.extend(imports[here])
        found[module] = far
    return found


def circles(imports: Imports) -> set[frozenset[str]]:
    """The sets of modules each of which reaches every other: the strongly connected components, without single ones."""
    far = reach(imports)
    return {
        frozenset(other for other in far[module] if module in far[other]) for module in far if module in far[module]
    }


def sources() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted(ROOT.rglob("*.py"))}


def test_no_file_reaches_itself():
    found = circles(imports_of(sources()))
    new = sorted(" <-> ".join(sorted(each)) for each in found - STANDING)
    assert not new, f"import in one direction, or move what both need to a file that neither is: {new}"
    gone = STANDING - found
    assert not gone, f"these stand no more: strike them from the list: {sorted(map(sorted, gone))}"


def test_every_import_of_the_project_is_followed():
    """A name that was resolved to nothing would let a circle through: the package itself is the least of it."""
    imports = imports_of(sources())
    assert "kpis.domain.numbers" in imports["kpis.domain.sentences"]
    assert "kpis.models" in imports["kpis.admin.measures"]
    lost = {module: named & {"kpis"} for module, named in imports.items() if "kpis" in named}
    assert not lost


@pytest.mark.parametrize(
    ("one", "two", "is_circle"),
    [
        ("from kpis.domain.two import f", "", False),
        ("from kpis.domain.two import f", "from kpis.domain.one import g", True),
        ("from kpis.domain import two", "from . import one", True),
        ("import kpis.domain.two", "from .one import g", True),
        ("from kpis.domain.two import f", "def f():\n    from kpis.domain.one import g", True),
        (
            "from kpis.domain.two import f",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from kpis.domain.one import g",
            True,
        ),
        ("from kpis.domain.two import f", "from kpis.domain.three import g", True),
        ("from kpis.domain.three import f", "from kpis.domain.three import g", False),
        ("import datetime", "from django.db import models", False),
    ],
)
def test_a_circle_is_seen(one, two, is_circle):
    """`three` leads to `one`, so that a way of three files is a circle too."""
    texts = {"one": one, "two": two, "three": "from kpis.domain.one import g" if "three" not in one else ""}
    imports = imports_of({ROOT / "domain" / f"{name}.py": text for name, text in texts.items()})
    assert bool(circles(imports)) is is_circle


def test_a_circle_holds_each_of_its_files_and_no_other():
    imports = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"a"}, "g": set()}
    assert circles(imports) == {frozenset("abc"), frozenset("de")}
