"""What was written and said beside a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Opinion(NamedTuple):
    """What a service, a past paper or the head of service said of a status, direction, trend or projection."""

    value: str = ""
    basis: str = ""
    source: str = ""


class Remarks(NamedTuple):
    """What was written and said beside a figure; ``opinions`` by kind of judgement."""

    commentary: str = ""
    section: str = ""
    opinions: Mapping[str, Opinion] = {}

    def on(self, kind: str) -> Opinion:
        """What was said of the status, dot, trend or projection; blank where nothing is known."""
        return self.opinions.get(kind, NO_OPINION)


NO_OPINION = Opinion()
NO_REMARKS = Remarks()
