"""What was promised of the report's measures, and what became of it: in the words of the page of promises."""

from __future__ import annotations

from kpis.documents.blocks import Block, paragraph, table
from kpis.documents.sections import section
from kpis.domain.promises import Kept
from kpis.domain.words import Part
from kpis.measures.queries_promises import ToldPromise, by_state
from kpis.measures.texts_promises import promise_text, promises_sentence
from kpis.sections.blocks_source import Source

CAPTION = "Promises, and what became of them"
COLUMNS = ("Measure", "What was promised", "Back on track by", "Figure that decides it", "What became of it")
NONE = "No promise to be back on track is on the public record for the measures of this report."
NO_FIGURE = {Kept.MOVED: "Not judged", Kept.WITHDRAWN: "Not judged"}
ORDER = (Kept.BROKEN, Kept.UNKNOWN, Kept.OPEN, Kept.MOVED, Kept.KEPT, Kept.WITHDRAWN)
"""What a committee asks about first: what fell due and was not kept, or cannot be told to be."""


@section(Part.PROMISES)
def promises(source: Source) -> list[Block]:
    """A sentence that counts them, and a row for each."""
    told = by_state(source.promised)
    if not told:
        return [paragraph(NONE)]
    rows = [_row(each) for kept in ORDER for each in told.get(kept, ())]
    return [paragraph(promises_sentence(told)), table(CAPTION, COLUMNS, rows)]


def _row(told: ToldPromise) -> list[str]:
    text = promise_text(told)
    decided = f"{text.decided} {text.look.icon} {text.look.word}" if text.look else ""
    return [
        f"{text.title} ({text.ref}), red in {text.period}",
        " ".join(f"{text.action} ({text.owner})".split()) if text.owner else " ".join(text.action.split()),
        text.by,
        decided or NO_FIGURE.get(told.outcome.kept, "No figure yet"),
        text.became,
    ]
