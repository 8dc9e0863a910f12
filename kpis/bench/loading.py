"""Loading a big spreadsheet: 50,000 rows of readings as a council would send them."""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from kpis.bench.checks import Measurement, at_most
from kpis.bench.data import SUBJECTS, commentary
from kpis.bench.places import own_database
from kpis.interchange.jobs import load

ROWS, MONTHS = 50_000, 200


def loading_checks() -> Iterator[Measurement]:
    """Time and memory of a first import. The memory is the most that this process has ever held."""
    with own_database(), tempfile.TemporaryDirectory(prefix="scrutiny-bench-") as name:
        folder = Path(name)
        write_tables(folder, ROWS)
        start = time.perf_counter()
        load([folder], now=timezone.now())
        yield at_most(f"Loading {ROWS:,} rows of readings", time.perf_counter() - start, 60, " s")
        yield at_most("Memory that it takes at the most", peak_megabytes(), 500, " MB")


def peak_megabytes() -> float:
    """macOS counts in bytes, Linux in kilobytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def write_tables(folder: Path, rows: int) -> None:
    """A council in the interchange format, with that many readings of monthly measures."""
    _write(folder, "council", [{"slug": "bench-loaded", "name": "Benchshire Council", "visibility": "public"}])
    _write(folder, "frameworks", [{"slug": "plan", "name": "Council plan", "kind": "plan", "scheme": "target"}])
    _write(folder, "measures", [_measure(number) for number in range(rows // MONTHS)])
    _write(folder, "readings", (_reading(number) for number in range(rows)))


def _write(folder: Path, table: str, rows: Iterable[dict[str, Any]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, fieldnames=list(row))
                writer.writeheader()
            writer.writerow(row)


def _measure(number: int) -> dict[str, Any]:
    title = f"{SUBJECTS[number % len(SUBJECTS)]} ({number})"
    return {
        "ref": f"KBM-{number}", "title": title, "framework": "plan", "outcome": f"Outcome {number % 8}",
        "service": f"Service {number % 5}", "unit": "percentage", "polarity": "higher", "frequency": "monthly",
    }  # fmt: skip


def _reading(number: int) -> dict[str, Any]:
    measure, month = divmod(number, MONTHS)
    year, index = divmod(2008 * 12 + month, 12)
    return {
        "ref": f"KBM-{measure}", "period": f"{year}-{index + 1:02d}", "value": "",
        "numerator": 300 + (measure + 7 * month) % 90, "denominator": 480 + measure % 60,
        "commentary": commentary(measure, month) if month % 3 == 2 else "",
    }  # fmt: skip
