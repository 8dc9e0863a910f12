"""Words as a search reads them: the same for what is looked for and for what is looked through, on both databases.

Stems ("adoption", "adopted") are the databases' own; here signs, accents and cases go, and a council's words for one
thing are told from each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST_WORD, MOST_WORDS = 60, 10
LONGEST_TEXT = 20_000
"""Characters of a text that are looked through: a database refuses to index a longer one than a megabyte."""
SPELLED = {"%": " percent ", "&": " and ", "\N{APOSTROPHE}": "", "\N{RIGHT SINGLE QUOTATION MARK}": ""}
"""Signs that are read; all others part words. "children's" is one word."""
LITTLE = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "its", "no",
        "not", "of", "on", "or", "s", "t", "that", "the", "their", "there", "these", "this", "to", "was", "were",
        "which", "who", "with",
    )
)  # fmt: skip
"""Words that stand in every text: PostgreSQL leaves them out by itself, SQLite does not."""
_SIGNS = str.maketrans(SPELLED)


def words(text: str) -> list[str]:
    """The words of a text in small letters, without accents and signs: "Tŷ'r plant (16-17)" is tyr, plant, 16, 17."""
    letters = _plain(text[:LONGEST_TEXT].translate(_SIGNS).casefold())
    written = re.sub(r"\bno\.", "number ", letters.replace("per cent", "percent"))
    return [each[:LONGEST_WORD] for each in re.findall(r"[^\W_]+", written)]


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def looked_for(text: str) -> list[str]:
    """The words to look for: at most ten, each once, without those that stand in every text."""
    known = dict.fromkeys(each for each in words(text) if each not in LITTLE)
    return list(known)[:MOST_WORDS]


def reference(ref: str) -> list[str]:
    """A reference in parts and as one word: KPI-SC1 is found by "sc1", "KPI SC1" and "kpisc1"."""
    parts = words(ref)
    return [*parts, "".join(parts)] if len(parts) > 1 else parts


Phrase = tuple[str, ...]


def phrases(stated: str) -> list[Phrase]:
    """What means the same, as a council stated it: "bins, household waste"."""
    found = (tuple(words(each)) for each in stated.split(","))
    return list({_singular(each): each for each in found if each}.values())


def meant(text: Sequence[str], groups: Iterable[Sequence[Phrase]]) -> list[str]:
    """The words besides its own by which a text is found: of each group of which it has a phrase, in the singular or
    in the plural, all others."""
    plain = f" {' '.join(_singular(text))} "
    added: dict[str, None] = {}
    for group in groups:
        if any(f" {' '.join(_singular(each))} " in plain for each in group):
            added |= dict.fromkeys(word for each in group for word in each)
    return list(added)


def _singular(phrase: Sequence[str]) -> Phrase:
    return tuple(_one(each) for each in phrase)


def _one(word: str) -> str:
    """A word in the singular, near enough to hold two against each other."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us")) else word
