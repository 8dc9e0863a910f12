"""How one Exampleshire measure is written down, and how it becomes rows of the interchange format."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from kpis.demo import exampleshire_periods as periods
from kpis.demo import exampleshire_series as series
from kpis.demo.exampleshire_series import Figure, Path

SEED = "Exampleshire 2026"
Row = dict[str, str]


@dataclass(frozen=True)
class Split:
    """A breakdown: categories by weight, with how far each one's percentage stands from the total's, in points."""

    dimension: str
    weights: dict[str, int]
    offsets: tuple[str, ...] = ()
    first: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure with all that is known of it.

    `shape` is "unit, polarity, frequency, period kind". `columns` are further columns of measures.csv. `pins` set the
    readings that a feature needs, by period, over what `path` draws; `notes` are the texts and published judgements
    of readings. `outturn`: closed years get a yearly reading, worked out from their parts.
    """

    ref: str
    title: str
    area: str
    service: str
    shape: str
    definition: str
    path: Path | None = None
    columns: Row = field(default_factory=dict)
    targets: list[Row] = field(default_factory=list)
    baseline: Row | None = None
    pins: dict[str, Row] = field(default_factory=dict)
    notes: dict[str, Row] = field(default_factory=dict)
    comparators: list[Row] = field(default_factory=list)
    split: Split | None = None
    outturn: bool = False
    first: str = ""
    last: str = ""

    @property
    def frequency(self) -> str:
        return self.shape.split(", ")[2]

    @property
    def year_start(self) -> str:
        return self.columns.get("year_start", "April")

    @property
    def cumulative(self) -> bool:
        return self.shape.endswith("year_to_date")


def one_target(
    period: str, value: str = "", *, points: str = "", percent: str = "", band: str = "", **columns: str
) -> Row:
    """One row of targets.csv; `band` is "low high"."""
    kind = "points" if points else "percent" if percent else "band" if band else ""
    low, high = band.split() if band else ("", "")
    row = {"period": period, "target": value, "tolerance_kind": kind, "tolerance": points or percent}
    return row | {"low": low, "high": high} | columns


def budget(period: str, value: str, **columns: str) -> Row:
    """A budget under the variance scheme, with the allowed variance in percent: no overspend, 2% below at most."""
    return {"period": period, "target": value, "tolerance_kind": "percent", "low": "-2", "high": "0"} | columns


def yearly(
    values: str, *, years: list[str] = periods.FINANCIAL_YEARS, points: str = "", percent: str = ""
) -> list[Row]:
    """A target for each year in turn, as the plan set them; "-" leaves a year without one."""
    set_ = [(year, value) for year, value in zip(years, values.split(), strict=False) if value != "-"]
    reason = "Set in the Exampleshire Plan"
    return [
        one_target(year, value, points=points, percent=percent, reason=f"{reason} for {year}") for year, value in set_
    ]


def profiled(values: str, labels: list[str], *, points: str = "", percent: str = "") -> list[Row]:
    """A target for each part of the year, ending with the last of `labels`."""
    numbers = values.split()
    reason = "Profile of the year's target"
    pairs = zip(labels[-len(numbers) :], numbers, strict=True)
    return [one_target(label, value, points=points, percent=percent, reason=reason) for label, value in pairs]


def pin(figure: str = "", **columns: str) -> Row:
    """A reading set on purpose: "330", "170/200" (numerator and denominator), or blank to keep the drawn figure."""
    if "/" in figure:
        numerator, denominator = figure.split("/")
        return {"numerator": numerator, "denominator": denominator} | columns
    return ({"value": figure} if figure else {}) | columns


def missing(marker: str, **columns: str) -> Row:
    """A reading without a value, with the marker that says why."""
    return {"value": "", "numerator": "", "denominator": "", "marker": marker} | columns


def note(commentary: str, section: str = "", **columns: str) -> Row:
    """Commentary on a reading; section "good" or "concern"; further columns such as published_projection."""
    sections = {"good": "good_progress", "concern": "area_of_concern", "": ""}
    return {"commentary": commentary, "section": sections[section]} | columns


def compared(comparator: str, figures: str, note: str = "", **columns: str) -> list[Row]:
    """Rows of comparators.csv from "period=value; period=value"; further columns name a category."""
    pairs = [pair.strip().split("=") for pair in figures.split(";")]
    shared = {"comparator": comparator, "note": note} | columns
    return [shared | {"period": period, "value": value} for period, value in pairs]


def readings(measure: Measure) -> list[Row]:
    """Every reading row of one measure: its periods oldest first, then outturns, then its breakdown."""
    rng = Random(f"{SEED} {measure.ref}")
    drawn = _drawn(measure, rng)
    rows = {label: _row(figure) | _pinned(measure, label) for label, figure in drawn.items()}
    rows |= _outturns(measure, rows)
    rows |= {label: _pinned(measure, label) for label in measure.pins if label not in rows}
    whole = [row | {"ref": measure.ref, "period": label} for label, row in rows.items()]
    parts = [part for label in drawn for part in _parts(measure, label, rows[label], rng)]
    return [row | measure.notes.get(row["period"], {}) for row in whole] + parts


def _drawn(measure: Measure, rng: Random) -> dict[str, Figure]:
    if measure.path is None:
        return {}
    labels = periods.labels(measure.frequency, measure.year_start, measure.first, measure.last)
    places = [periods.position(label, measure.frequency, measure.year_start) for label in labels]
    figures = series.along(measure.path, places, rng)
    if measure.cumulative:
        figures = series.cumulated(figures, places)
    return dict(zip(labels, figures, strict=True))


def _row(figure: Figure) -> Row:
    parts = {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}
    return {"marker": "final"} | {name: "" if part is None else str(part) for name, part in parts.items()}


def _pinned(measure: Measure, label: str) -> Row:
    """A pinned value replaces the drawn numerator and denominator, and the other way round."""
    row = measure.pins.get(label, {})
    if "numerator" in row and "value" not in row:
        return {"value": ""} | row
    return {"numerator": "", "denominator": ""} | row if row.get("value") else row


def _figure(row: Row) -> Figure:
    if row["denominator"]:
        return Figure(numerator=int(row["numerator"]), denominator=int(row["denominator"]))
    return Figure(value=Decimal(row["value"]))


def _has_figure(row: Row) -> bool:
    return bool(row["value"] or row["denominator"])


def _outturns(measure: Measure, rows: dict[str, Row]) -> dict[str, Row]:
    """The yearly reading of every year all of whose periods have a figure."""
    if not measure.outturn:
        return {}
    years: dict[str, list[Row]] = {}
    for label, row in rows.items():
        years.setdefault(periods.year_of(label), []).append(row)
    whole = periods.POSITIONS[measure.frequency]
    closed = {year: parts for year, parts in years.items() if len(parts) == whole and all(map(_has_figure, parts))}
    return {
        year: _row(series.total([_figure(part) for part in parts])) | _pinned(measure, year)
        for year, parts in closed.items()
    }


def _parts(measure: Measure, label: str, row: Row, rng: Random) -> list[Row]:
    """The breakdown of one reading; where the total has no figure, neither has any category."""
    split = measure.split
    if split is None or label < split.first:
        return []
    keys = {"ref": measure.ref, "period": label, "dimension": split.dimension}
    if not _has_figure(row):
        return [row | keys | {"category": name} for name in split.weights]
    offsets = list(split.offsets) or ["0"] * len(split.weights)
    figures = series.divide(_figure(row), list(split.weights.values()), offsets, rng)
    kept = {column: row[column] for column in ("provisional_until",) if column in row}
    cells = zip(split.weights, figures, strict=True)
    return [_row(cell) | {"marker": row["marker"]} | kept | keys | {"category": name} for name, cell in cells]
