"""The sections of a paper that are made and not written: each room registers its own, beside the blocks it makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any, Protocol, TypeVar

from kpis.documents.blocks import Block
from kpis.domain.periods import Period
from kpis.domain.words import Part
from kpis.rooms import bring


class Material(Protocol):
    """What a section may be made from: whose paper it is, of which plan or contract (blank: all), for which period and
    as of which moment (None: now); ``refs`` are the references of its measures, ``today`` the day it is made on."""

    @property
    def council(self) -> str: ...
    @property
    def framework(self) -> str: ...
    @property
    def period(self) -> Period: ...
    @property
    def at(self) -> dt.datetime | None: ...
    @property
    def today(self) -> dt.date: ...
    @property
    def refs(self) -> Collection[str]: ...


Maker = TypeVar("Maker", bound=Callable[[Any], list[Block]])
MAKERS: dict[Part, Callable[[Any], list[Block]]] = {}


def section(part: Part) -> Callable[[Maker], Maker]:
    """Register what makes a section, in the `blocks.py` of its room. Nothing to say: no blocks."""

    def register(maker: Maker) -> Maker:
        MAKERS[part] = maker
        return maker

    return register


def made(part: Part, material: Material) -> list[Block]:
    """The blocks of a section, whichever room makes it."""
    bring("blocks")
    return MAKERS[part](material)
