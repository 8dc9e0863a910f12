"""Dependencies point inwards: each part of `kpis` imports only what stands beside it in this table."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kpis

ROOT = Path(kpis.__file__).parent
PARTS = {
    "refusals": set(),
    "domain": set(),
    "models": {"domain"},
    "permissions": {"domain", "models", "refusals"},
    "readings": {"domain", "models", "permissions", "refusals"},
    "queries": {"domain", "models", "permissions", "readings", "refusals"},
    "actions": {"domain", "models", "permissions", "queries", "readings", "refusals"},
    "imports": {"domain", "models", "queries", "actions", "readings", "refusals"},
    "presenters": {"domain"},
    "charts": {"domain", "presenters"},
    "tables": {"domain", "presenters"},
    "exports": {"domain", "queries", "presenters", "charts", "tables"},
    "forms": {"domain", "models", "permissions"},
    "demo": {"domain", "models", "permissions", "queries", "actions", "imports", "readings", "refusals"},
    "jobs": {
        "domain",
        "models",
        "permissions",
        "queries",
        "actions",
        "imports",
        "presenters",
        "charts",
        "exports",
        "readings",
        "refusals",
    },
}
OUTERMOST = {
    "views": set(),
    "api": set(),
    "admin": set(),
    "templatetags": {"views"},
    "bench": {"views"},
    "management": {"bench"},
    "urls": {"views", "api"},
}
"""These may import all of the above; nothing imports them, but for what stands beside each."""

FREE = {"apps": set(), "migrations": {"domain", "models"}}
"""Django's own."""

ALLOWED = {**PARTS, **{part: set(PARTS) | more for part, more in OUTERMOST.items()}, **FREE}
CLOCK = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "localtime", "gmtime", "localdate"}


def part_of(path: Path) -> str:
    """The part that a file of `kpis` belongs to: its package or its own name."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def files() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT.parent).as_posix()


def imported(tree: ast.AST, path: Path) -> Iterator[str]:
    """The full name of every module or name that a file imports, wherever in it the statement stands."""
    package = path.relative_to(ROOT.parent).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(each for each in (base, node.module) if each)
            yield from (f"{module}.{each.name}" for each in node.names)


def parts_imported(path: Path) -> set[str]:
    names = imported(ast.parse(path.read_text(encoding="utf-8")), path)
    return {name.split(".")[1] for name in names if name.startswith("kpis.")}


def strangers(source: str) -> set[str]:
    """The top-level modules imported by a file of the domain that are neither the standard library's nor its own."""
    names = set(imported(ast.parse(source), ROOT / "domain" / "any.py"))
    known = {name for name in names if name.startswith("kpis.domain.") or name.split(".")[0] in sys.stdlib_module_names}
    return names - known


def clock_calls(source: str) -> list[str]:
    """Calls that read the clock, by any of its names: dt.date.today(), datetime.now(), time()."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls)
    return [name for name in names if name in CLOCK]


def test_every_part_is_in_the_table():
    unlisted = {part_of(path) for path in files()} - set(ALLOWED)
    assert not unlisted, f"put {', '.join(sorted(unlisted))} into the table of layers, with what it may import"


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_part_imports_only_what_it_may(path):
    part = part_of(path)
    wrong = parts_imported(path) - ALLOWED.get(part, set()) - {part}
    assert not wrong, f"{name_of(path)} imports {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", sorted((ROOT / "domain").rglob("*.py")), ids=name_of)
def test_the_domain_knows_the_standard_library_only_and_no_clock(path):
    source = path.read_text(encoding="utf-8")
    assert not strangers(source)
    assert not clock_calls(source)


@pytest.mark.parametrize("path", [path for path in files() if part_of(path) != "imports"], ids=name_of)
def test_pandas_is_at_home_in_imports_alone(path):
    names = imported(ast.parse(path.read_text(encoding="utf-8")), path)
    assert not [name for name in names if name.split(".")[0] == "pandas"]


def test_the_table_points_inwards():
    """No part reaches itself by way of others."""
    reach = {part: set(known) for part, known in PARTS.items()}
    for _ in PARTS:
        for known in reach.values():
            known |= {deeper for each in known for deeper in reach[each]}
    assert not [part for part, known in reach.items() if part in known]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import django.db", {"django.db"}),
        ("def f():\n    from django.utils import timezone", {"django.utils.timezone"}),
        ("import kpis.models", {"kpis.models"}),
        ("from kpis.queries import fetch", {"kpis.queries.fetch"}),
        ("from kpis import models", {"kpis.models"}),
        ("from ..models import base", {"kpis.models.base"}),
        ("import datetime\nfrom decimal import Decimal", set()),
        ("from kpis.domain.figures import plain\nfrom .status import assess", set()),
    ],
)
def test_the_domains_strangers_are_seen(source, found):
    assert strangers(source) == found


@pytest.mark.parametrize(
    "call", ["dt.date.today()", "datetime.now(UTC)", "time.time()", "time()", "timezone.localdate()"]
)
def test_a_look_at_the_clock_is_seen(call):
    assert clock_calls(f"def f():\n    return {call}")
    assert not clock_calls("def f(today):\n    return today")
