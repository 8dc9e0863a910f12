"""What people write into the cell of a figure: numbers with spaces and signs, and the shorthand of official statistics
([c], [x], [z], .., tbc, 12 [p], 16.8*, <5). What could mean several things is a question, and never a number."""

from __future__ import annotations

import re
from typing import NamedTuple

from kpis.domain.words import Marker


class Shorthand(NamedTuple):
    """``number`` is written as `parse_number` reads it (blank: none stands there), ``marker`` what is said of it,
    ``question`` what a person has to answer. ``is_nothing``: a dash, where nothing is meant to stand."""

    number: str = ""
    marker: Marker | None = None
    question: str = ""
    is_nothing: bool = False


NOTHING = {"-", "–", "—", "−", "--", "- -"}
SIGNS = {
    "was it withheld by its source because the numbers are small?": [
        "[c]",
        "(c)",
        "c",
        "*",
        "**",
        "[s]",
        "suppressed",
        "withheld",
    ],
    "is the figure awaited, or was it not monitored?": [
        *["[x]", "(x)", "x", "..", "...", "…", ":", "tbc", "tba", "pending", "awaiting", "awaited"],
        *("to follow", "awaiting data", "not available", "not yet available", "not yet due"),
    ],
    "does the measure not apply to this period?": [*["[z]", "(z)", "z", "n/a", "na", "n.a.", "n.a"], "not applicable"],
    "is it a number that rounds to 0, or one that may not be shown?": ["[low]", "(low)", "~"],
}
QUESTIONS = {sign: question for question, signs in SIGNS.items() for sign in signs}
"""The question that is asked of signs that stand alone."""
BEYOND = re.compile(
    r"(?:[<>≤≥]=?|less than|fewer than|more than|under|over|up to)\s*£?[0-9][0-9.,]*\s?%?", re.IGNORECASE
)
"""A bound, which is no number."""
MARKS = {"p": Marker.PROVISIONAL, "prov": Marker.PROVISIONAL, "provisional": Marker.PROVISIONAL,
         "r": Marker.REVISED, "rev": Marker.REVISED, "revised": Marker.REVISED,
         "e": Marker.ESTIMATED, "est": Marker.ESTIMATED, "estimate": Marker.ESTIMATED,
         "estimated": Marker.ESTIMATED}  # fmt: skip
MARKED = re.compile(
    r"(?P<number>.*[0-9][%)]*)\s*(?:\[(?P<square>[A-Za-z]{1,12})\]|\((?P<round>[A-Za-z]{1,12})\.?\)"
    r"|\s(?P<word>[A-Za-z]{1,12})\.?|(?P<sign>[*†‡#^]+))"
)
SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
DASH_BEFORE = re.compile(r"^[-–‒—−]\s?(?=[£(]?\s?[0-9.])")
GROUPS = re.compile(r"(?<![0-9.,])([0-9]{1,3}(?: [0-9]{3})+)(?![0-9])")
NUMBER = re.compile(r"\(?[-−+]?\(?£?[-−]?[0-9.][0-9.,]*\s?%?\)?", re.ASCII)


def read_shorthand(text: str, unit_label: str = "") -> Shorthand | None:
    """What a cell says; None for a text that is neither number nor sign. ``unit_label`` may stand behind a number."""
    tidy = SPACES.sub(" ", text).strip()
    if tidy in NOTHING:
        return Shorthand(is_nothing=True)
    if question := QUESTIONS.get(tidy.lower()):
        return Shorthand(question=f"“{tidy}”: {question}")
    if BEYOND.fullmatch(tidy):
        return Shorthand(question=f"“{tidy}” is a bound and no number: what is the figure, or was it withheld?")
    number = tidy_number(tidy, unit_label)
    if NUMBER.fullmatch(number):
        return Shorthand(number)
    return _marked(tidy, unit_label)


def _marked(text: str, unit_label: str) -> Shorthand | None:
    """A number with a mark behind it: 12 [p], 66.9 (p), 56.5%*."""
    found = MARKED.fullmatch(text)
    number = tidy_number(found["number"], unit_label) if found else ""
    if not found or not NUMBER.fullmatch(number):
        return None
    word = (found["square"] or found["round"] or found["word"] or "").lower()
    if word in MARKS:
        return Shorthand(number, MARKS[word])
    if found["word"]:
        return None
    sign = found["sign"] or text[found.end("number") :].strip()
    return Shorthand(number, question=f"“{text}”: what does {sign} stand for?")


def tidy_number(text: str, unit_label: str = "") -> str:
    """A number with the spaces, dashes and pound signs that people mean: "£ 1 200", "–5", "£(2.1)", "16.8 cases"."""
    tidy = SPACES.sub(" ", text).strip()
    tidy = DASH_BEFORE.sub("-", tidy)
    tidy = re.sub(r"£\s+", "£", tidy)
    tidy = re.sub(r"^([-−]?)£\(([^()]*)\)$", r"\1(£\2)", tidy)
    tidy = GROUPS.sub(lambda found: found[1].replace(" ", ""), tidy)
    label = unit_label.strip().lower().removeprefix("£")
    if label and tidy.lower().endswith(label) and tidy[: -len(label)].rstrip()[-1:].isdigit():
        tidy = tidy[: -len(label)].rstrip()
    return tidy
