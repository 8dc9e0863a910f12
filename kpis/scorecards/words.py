"""What a scorecard opens with: a headline, the sentence that adds up, and each colour by its words. One function for
each, for pages, documents, covers of workbooks and e-mails alike."""

from __future__ import annotations

from enum import StrEnum

from kpis.domain.periods import Period
from kpis.domain.summary import Tally
from kpis.domain.words import Rag, Status
from kpis.presenters import ORDER, STATUSES, joined

G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
COLOURS = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.NONE)
"""What needs attention first."""


class Arrangement(StrEnum):
    """How the list is arranged."""

    COLOUR = "colour"
    SECTION = "section"
    OUTCOME = "outcome"
    AREA = "area"


ARRANGEMENTS = {
    Arrangement.COLOUR: "Colour, red first",
    Arrangement.SECTION: "Areas of concern and good progress",
    Arrangement.OUTCOME: "Outcome",
    Arrangement.AREA: "Policy area",
}


def headline(counts: Tally, period: Period) -> str:
    """How many measures are red, how many of those newly, and the rest by colour: "11 of 37 measures are red, 5 of
    them newly. 10 are green, 6 amber, 10 have no colour." """
    if counts.total <= 1:
        return _of_one(counts, period)
    reds = counts.of(R)
    many = f"{reds} of {counts.total} measures {'is' if reds == 1 else 'are'} red{_newly(counts)}."
    first = many if reds else f"None of {counts.total} measures is red."
    rest = ", ".join(_rest(counts))
    return f"{first} {rest}." if rest else first


def _of_one(counts: Tally, period: Period) -> str:
    if not counts.total:
        return f"No measure was live in {period.long_label}."
    rag = next(rag for rag in (R, A, G, N) if counts.of(rag))
    return "Its one measure has no colour." if rag is N else f"Its one measure is {rag.value}{_newly(counts)}."


def _rest(counts: Tally) -> list[str]:
    """The measures that are not red; the verb is said once where it is the same."""
    found, before = [], ""
    for rag in (G, A):
        if count := counts.of(rag):
            verb = "is" if count == 1 else "are"
            found.append(f"{count} {rag.value}" if verb == before else f"{count} {verb} {rag.value}")
            before = verb
    if count := counts.of(N):
        found.append(f"{count} {'has' if count == 1 else 'have'} no colour")
    return found


def opening_sentence(counts: Tally, period: Period, without_reason: int = 0) -> str:
    """How many measures have which colour, and why the others have none: clauses that add up to their number.

    ``without_reason`` of those without data are not awaited: there is a stated reason that they have no figure.
    """
    if not counts.total:
        return f"No measure was live in {period.long_label}."
    colours = [f"{counts.of(rag)} {rag.value}" for rag in (G, A, R) if counts.of(rag)]
    judged = f"{counts.judged} {_was(counts.judged)} judged for {period.long_label}"
    opening = f"Of {_measures(counts.total)}, {judged}{': ' if colours else ''}{', '.join(colours)}{_newly(counts)}."
    opening += _without_last_year(counts)
    clauses = _clauses(counts, without_reason)
    return f"{opening} {counts.of(N)} {_was(counts.of(N))} not: {joined(clauses)}." if clauses else opening


def adding_up(counts: Tally, without_reason: int = 0) -> list[str]:
    """Each colour by its status words, adding up to it ("20 green: on target 12, in its band 8."), and the colours,
    adding up to all measures."""
    colours = [
        f"{counts.of(rag)} {rag.value}: {', '.join(_by_word(counts, rag))}." for rag in (G, A, R) if counts.of(rag)
    ]
    none = [f"{name} {count}" for name, count in _uncoloured(counts, without_reason)]
    plain = [f"{counts.of(N)} without a colour: {joined(none)}."] if none else []
    return [*colours, *plain, *_sum(counts)]


def _sum(counts: Tally) -> list[str]:
    parts = [f"{counts.of(rag)} {rag.value}" for rag in (G, A, R) if counts.of(rag)]
    parts += [f"{counts.of(N)} without a colour"] if counts.of(N) else []
    return [f"{' + '.join(parts)} = {_measures(counts.total)}."] if len(parts) > 1 else []


def _by_word(counts: Tally, rag: Rag) -> list[str]:
    keys = sorted((key for key in counts.counts if key[1] is rag), key=ORDER.__getitem__)
    return [f"{STATUSES[key].counted} {counts.counts[key]}" for key in keys]


def _newly(counts: Tally) -> str:
    """How many of the reds are new; it stands behind their number."""
    if not counts.newly_red:
        return ""
    if counts.newly_red == counts.of(R):
        return ", newly" if counts.newly_red == 1 else ", all of them newly"
    return f", {counts.newly_red} of them newly"


def _without_last_year(counts: Tally) -> str:
    """The reds that are red because there is no figure of last year to hold them against."""
    count = counts.without_last_year
    if not count:
        return ""
    which = "The red one has" if counts.of(R) == 1 else f"{count} of the red ones {'has' if count == 1 else 'have'}"
    return f" {which} no figure of the year before to be held against."


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _measures(count: int) -> str:
    return f"{count} measure{'' if count == 1 else 's'}"


def _uncoloured(counts: Tally, without_reason: int) -> list[tuple[str, int]]:
    """Why measures have no colour, the most frequent reason first."""
    found = {STATUSES[key].counted: count for key, count in counts.counts.items() if key[1] is N}
    awaited = STATUSES[(Status.NO_DATA, N)].counted
    if without_reason:
        found[awaited] -= without_reason
        found["without a figure, with the reason given"] = without_reason
    return sorted(((name, count) for name, count in found.items() if count), key=lambda each: (-each[1], each[0]))


def _clauses(counts: Tally, without_reason: int) -> list[str]:
    told = {STATUSES[(Status.NO_TARGET, N)].counted: _published(counts)}
    return [f"{count} {name}{told.get(name, '')}" for name, count in _uncoloured(counts, without_reason)]


def _published(counts: Tally) -> str:
    """What the paper said of those without a target on record, in brackets; "of it" where there is one alone."""
    met, missed = counts.published.get("met", 0), counts.published.get("not_met", 0)
    whose = "it" if counts.having(Status.NO_TARGET) == 1 else "them"
    told = [(met, "the target was met"), (missed, "it was missed" if met else "the target was missed")]
    said = [f"of {whose if whose == 'it' else f'{count} of them'} that {what}" for count, what in told if count]
    return f" (the paper said {', '.join(said)})" if said else ""
