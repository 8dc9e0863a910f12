"""What the rooms bring along: what registers something of its own (jobs, sections of a paper) is found, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parent


@cache
def bring(kind: str) -> None:
    """Import the file of this kind of every room that has one, and its sisters: `jobs`, or `blocks` and `blocks_x`."""
    for room in pkgutil.iter_modules([str(HOUSE)]):
        for path in sorted((HOUSE / room.name).glob(f"{kind}*.py")):
            if path.stem == kind or path.stem.startswith(f"{kind}_"):
                importlib.import_module(f"kpis.{room.name}.{path.stem}")
