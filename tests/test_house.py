"""The house: who may import whom, as docs/architecture.md has it, and what a newcomer can rely on in every room."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import kpis

ROOT = Path(kpis.__file__).parent
PAGE = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
KINDS = (
    "rules", "words", "queries", "checks", "actions", "forms", "texts", "files", "blocks", "jobs", "views", "urls",
)  # fmt: skip
"""The files of a room, in this order: each imports from its room only what stands before it, or its like."""
MOST_FILES, MOST_LINES, LONGEST_FUNCTION = 16, 350, 40
CLOCK = {"now", "today", "utcnow", "time", "monotonic", "perf_counter", "localtime", "gmtime", "localdate"}


GROUND = "the ground floor"
"""In a row of the table: every part of the house in the rows above it that is no room."""


def is_room(folder: Path) -> bool:
    """Whether a folder of the house is a room: it has rules, views or blocks, and stands neither below nor above the
    rooms."""
    named = {path.stem.split("_")[0] for path in folder.glob("*.py")} & {"rules", "views", "blocks"}
    return bool(named) and folder.name not in {"pages", "documents"}


def table(heading: str) -> dict[str, list[str]]:
    """A table of the page: its first column's names (in backticks) with those of its second."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = (line.strip("| ").split("|", 1) for line in part.splitlines() if line.startswith("| `"))
    found: dict[str, list[str]] = {}
    for first, second in rows:
        ground = [name for name in found if name not in ROOMS] if GROUND in second else []
        found |= {name: [*ground, *re.findall(r"`(\w+)`", second)] for name in re.findall(r"`(\w+)`", first)}
    return found


ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if is_room(path.parent))
MAY_IMPORT = table("Who may import whom")
TOP = [name for name, known in MAY_IMPORT.items() if known == ["everything"]]
FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT.parent).as_posix()


def room_of(module: str) -> str:
    return module.split(".")[1]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST, package: tuple[str, ...] = ()) -> Iterator[str]:
    """The full name of every module or name that is imported, wherever the statement stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(each for each in (base, node.module) if each)
            yield from (f"{module}.{each.name}" for each in node.names)


@cache
def imports_of(path: Path) -> frozenset[str]:
    return frozenset(imported(tree_of(path), path.relative_to(ROOT.parent).parent.parts))


def modules_imported(path: Path) -> set[str]:
    """The files of the house that a file imports."""
    names = (name for name in imports_of(path) if name.startswith("kpis."))
    return {name if name in MODULES else name.rsplit(".", 1)[0] for name in names} & set(MODULES)


def kind_of(path: Path) -> str:
    return path.stem.split("_")[0]


def in_rooms() -> list[Path]:
    return [path for path in FILES if path.parent.name in ROOMS and path.parent.parent == ROOT]


def is_pure(path: Path) -> bool:
    return path.is_relative_to(ROOT / "domain") or (path in in_rooms() and kind_of(path) == "rules")


def strangers(tree: ast.AST) -> set[str]:
    """What the domain or a room's rules import that is neither the standard library's nor pure itself."""
    names = {name for name in imported(tree) if name.split(".")[0] not in sys.stdlib_module_names}
    return {name for name in names if not re.match(r"kpis\.(domain|\w+\.rules(_\w+)?)\.", name)}


def clock_calls(tree: ast.AST) -> list[str]:
    """Calls that read the clock, by any of its names: dt.date.today(), datetime.now(), time()."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = (each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in calls)
    return [name for name in names if name in CLOCK]


def is_row_and_value(places: list[str]) -> bool:
    """A row of the schema and its value in the domain share their noun: Target."""
    return [Path(each).parts[1] for each in places] == ["domain", "models"]


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The groups of files that reach each other by imports (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            place = stack.index(node)
            found.append(sorted(stack[place:]))
            del stack[place:]

    for node in graph:
        if node not in index:
            visit(node)
    return [each for each in found if len(each) > 1]


def test_every_part_of_the_house_is_in_the_table():
    assert {room_of(module) for module in MODULES} == set(MAY_IMPORT)


def test_the_drawing_shows_every_part():
    drawing = PAGE.split("```", 2)[1]
    assert {name for name in MAY_IMPORT if not re.search(rf"\b{name}\b", drawing)} == set()


def test_what_the_ways_name_is_there():
    """Each `kpis/file.py` and `kpis/file.py:name` of the page stands in the house."""
    named = re.findall(r"`(kpis/[\w/]+\.py)(?::(\w+))?`", PAGE)
    assert len(named) > 10
    for file, name in named:
        path = ROOT.parent / file
        assert path.exists(), file
        assert not name or re.search(rf"^(def|class) {name}\b|^{name}\b", path.read_text(encoding="utf-8"), re.M), name


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_imports_only_what_its_part_may(path):
    part = room_of(module_of(path))
    may = MAY_IMPORT[part]
    known = set(MAY_IMPORT) - (set(TOP) - {part}) if may == ["everything"] else {*may, part}
    extra = {"migrations": {"models"}}.get(part, set())
    wrong = {each for each in modules_imported(path) if room_of(each) not in known | extra}
    assert not wrong or (part in TOP and all(room_of(each) in TOP for each in wrong)), f"imports {sorted(wrong)}"


def test_no_arrow_points_upwards():
    """No part reaches itself by way of others."""
    reach = {part: set(known) - {"everything"} for part, known in MAY_IMPORT.items()}
    for _ in reach:
        for known in reach.values():
            known |= {deeper for each in known for deeper in reach[each]}
    assert not [part for part, known in reach.items() if part in known]


def test_no_file_reaches_itself():
    assert circles({module: modules_imported(path) - {module} for module, path in MODULES.items()}) == []


def test_a_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_a_public_class_name_stands_once():
    places = defaultdict(set)
    for path in FILES:
        if "migrations" not in path.parts:
            for node in tree_of(path).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].add(name_of(path))
    several = {name: sorted(where) for name, where in places.items() if len(where) > 1 and name != "Command"}
    assert {name: where for name, where in several.items() if not is_row_and_value(where)} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_is_private_stays_in_its_room(path):
    part = room_of(module_of(path))
    names = [name.split(".") for name in imports_of(path) if name.startswith("kpis.")]
    assert not [".".join(name) for name in names if name[-1].startswith("_") and name[1] != part]


@pytest.mark.parametrize("path", [path for path in FILES if is_pure(path)], ids=name_of)
def test_rules_know_the_standard_library_only_and_no_clock(path):
    assert not strangers(tree_of(path))
    assert not clock_calls(tree_of(path))


@pytest.mark.parametrize("path", [path for path in in_rooms() if kind_of(path) == "texts"], ids=name_of)
def test_words_of_a_page_know_no_storage(path):
    assert not [name for name in imports_of(path) if name.startswith("kpis.models")]


def test_templates_ask_the_store_nothing():
    """What a template calls are the tags; none of them asks for figures."""
    for path in (ROOT / "templatetags").glob("*.py"):
        assert not [name for name in imports_of(path) if ".queries" in name or name.startswith("kpis.readings")]


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if room_of(module_of(path)) not in {"spreadsheets", "interchange"}],
    ids=name_of,
)
def test_pandas_is_at_home_where_spreadsheets_are_read(path):
    assert not [name for name in imports_of(path) if name.split(".")[0] == "pandas"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_belongs_in_it_and_is_no_hall(room):
    assert ast.get_docstring(tree_of(ROOT / room / "__init__.py"))
    files = [path.stem for path in (ROOT / room).glob("*.py") if path.stem != "__init__"]
    assert len(files) <= MOST_FILES
    assert not [name for name in files if name.split("_")[0] not in KINDS], "a room's files have the names of KINDS"


@pytest.mark.parametrize("path", in_rooms(), ids=name_of)
def test_a_file_builds_on_what_stands_before_it_in_its_room(path):
    if path.stem == "__init__":
        return
    own = [MODULES[each] for each in modules_imported(path) if MODULES[each].parent == path.parent]
    place = KINDS.index(kind_of(path))
    assert not [name_of(each) for each in own if each.stem != "__init__" and KINDS.index(kind_of(each)) > place]


@pytest.mark.parametrize("path", [path for path in FILES if "migrations" not in path.parts], ids=name_of)
def test_a_file_has_one_subject_and_short_functions(path):
    assert path.read_text(encoding="utf-8").count("\n") <= MOST_LINES
    functions = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    assert not [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import django.db", {"django.db"}),
        ("def f():\n    from django.utils import timezone", {"django.utils.timezone"}),
        ("from kpis.readings import read", {"kpis.readings.read"}),
        ("from kpis.contracts.queries import report", {"kpis.contracts.queries.report"}),
        ("import datetime\nfrom decimal import Decimal", set()),
        ("from kpis.domain.numbers import plain\nfrom kpis.contracts.rules_terms import Terms", set()),
    ],
)
def test_a_stranger_among_the_rules_is_seen(source, found):
    assert strangers(ast.parse(source)) == found


@pytest.mark.parametrize(
    "call", ["dt.date.today()", "datetime.now(UTC)", "time.time()", "time()", "timezone.localdate()"]
)
def test_a_look_at_the_clock_is_seen(call):
    assert clock_calls(ast.parse(f"def f():\n    return {call}"))
    assert not clock_calls(ast.parse("def f(today):\n    return today"))
