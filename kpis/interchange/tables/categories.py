"""Dimensions and categories of rows that are part of a breakdown, made as they are first named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.text import slugify

from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_frames import TableSheet
from kpis.interchange.forms_world import Known, World
from kpis.models import Category, Dimension

BROKEN_DOWN = ("targets", "readings", "comparators")
UNNAMED = "Category"
LONGEST_NAME = 100
LONGEST_SLUG = 60


def declare_breakdowns(sheets: dict[str, TableSheet], world: World) -> None:
    """Make every dimension that some row names, so that a row that leaves it blank can mean the only one; then the
    categories of the readings, so that they stand in the order of the readings whatever other tables name first."""
    for name in BROKEN_DOWN:
        for known, dimension, _ in _named(sheets, name, world):
            if dimension and len(dimension) <= LONGEST_NAME:
                _dimension(dimension, known, world)
    for known, dimension, category in _named(sheets, "readings", world):
        found = known.dimensions.get(dimension.casefold()) if dimension else _only(known, world)
        if found is not None and len(category) <= LONGEST_NAME:
            _made(category, found, known, world)


def _named(sheets: dict[str, TableSheet], table: str, world: World) -> Iterator[tuple[Known, str, str]]:
    """The measure, dimension (or blank) and category of a table's rows, each once, in their order."""
    frame = sheets[table].frame if table in sheets else None
    if frame is None or "category" not in frame:
        return
    frame = frame if "dimension" in frame else frame.assign(dimension="")
    named = frame[frame["category"] != ""][["ref", "dimension", "category"]].drop_duplicates()
    for ref, dimension, category in named.itertuples(index=False, name=None):
        known = world.measures.get(ref.lower())
        if known is not None:
            yield known, dimension, category


def _dimension(name: str, known: Known, world: World) -> Dimension:
    key = name.casefold()
    if key not in known.dimensions:
        known.dimensions[key] = Dimension(measure=known.measure, name=name)
        world.set_up.create(known.dimensions[key])
    return known.dimensions[key]


def read_category(cells: Cells, known: Known, world: World) -> Category | None:
    """The category of a row; None for the total, and for one that is refused."""
    if not cells["category"]:
        if cells["dimension"]:
            cells.refuse(
                "dimension", f"{cells.quoted('dimension')} stands without a category: name one, or leave it blank"
            )
        return None
    name = cells.text("category", LONGEST_NAME)
    dimension = _dimension_of(cells, known, world) if name else None
    if name is None or dimension is None:
        return None
    found = _made(name, dimension, known, world)
    if world.fixed and found.pk is None:
        remedy = "the performance team adds it in the administration (Set-up)"
        cells.refuse(
            "category", f"{cells.quoted('category')} is no part of {dimension.name} in {known.measure.ref}: {remedy}"
        )
    return found


def refuse_part(cells: Cells, what: str) -> bool:
    """Whether a row states a target or a comparator of a part, which is refused by name: nothing would judge it."""
    named = " ".join(cells[column] for column in ("dimension", "category") if cells[column])
    if not cells["category"]:
        return False
    cells.refuse("category", f"{what} of a part ({named[:100]}) is not taken: parts are not judged. Leave the row out")
    return True


def _made(name: str, dimension: Dimension, known: Known, world: World) -> Category:
    key = (dimension.name.casefold(), name.casefold())
    if key not in known.categories:
        known.categories[key] = _category(name, dimension, known)
        world.set_up.create(known.categories[key])
    return known.categories[key]


def _dimension_of(cells: Cells, known: Known, world: World) -> Dimension | None:
    if cells["dimension"]:
        name = cells.text("dimension", LONGEST_NAME)
        return _dimension(name, known, world) if name else None
    if len(known.dimensions) > 1:
        names = ", ".join(sorted(each.name for each in known.dimensions.values()))
        cells.refuse("dimension", f"is blank, and the measure has several ({names}): name one")
        return None
    return _only(known, world)


def _only(known: Known, world: World) -> Dimension | None:
    """The measure's only dimension, made where it has none; None where it has several."""
    if len(known.dimensions) > 1:
        return None
    return next(iter(known.dimensions.values()), None) or _dimension(UNNAMED, known, world)


def _category(name: str, dimension: Dimension, known: Known) -> Category:
    beside = [each for each in known.categories.values() if each.dimension is dimension]
    order = max((each.order for each in beside), default=0) + 1
    return Category(dimension=dimension, name=name, slug=_slug(name, [each.slug for each in beside]), order=order)


def _slug(name: str, taken: Iterable[str]) -> str:
    """A slug from a name, told apart by a number where another category has it."""
    first = slugify(name)[: LONGEST_SLUG - 4].strip("-") or "category"
    slug, number = first, 1
    while slug in taken:
        number += 1
        slug = f"{first}-{number}"
    return slug
