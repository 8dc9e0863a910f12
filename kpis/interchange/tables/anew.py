"""Which signed-off figures the targets of a file would judge anew, and how, said at the rows that do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from kpis.domain.periods import Period
from kpis.domain.words import Target
from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_world import Known
from kpis.measures.queries_anew import anew_text, judged_anew
from kpis.readings.measures import measures


class TargetRow(Protocol):
    """A row with a target that is new, or not what stands."""

    @property
    def cells(self) -> Cells: ...

    @property
    def known(self) -> Known: ...

    @property
    def target(self) -> Target: ...


def warn_of_judging_anew(rows: Sequence[TargetRow]) -> None:
    """A warning at each row that changes how a signed-off figure is judged: at most three statements. A measure that is
    new with the file has none."""
    known = {each.known.measure.pk: each.known for each in rows if each.known.measure.pk}
    if not known:
        return
    council = next(iter(known.values())).measure.council_id
    stored = (each for each in measures(council) if each.id in known)
    asked = [each._replace(rules=tuple(known[each.id].timeline)) for each in stored]
    changes: dict[int, dict[Period, Target | None]] = defaultdict(dict)
    for row in rows:
        if row.target.period is not None:
            changes[row.known.measure.pk][row.target.period] = row.target
    found = judged_anew(changes, asked)
    for row in rows:
        own = [each for each in found.get(row.known.measure.pk, ()) if each.by == row.target.period]
        if own:
            row.cells.warn("target", anew_text(own))
