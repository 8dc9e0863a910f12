"""Everything that a person may be told "no" by; each message is a sentence that a page can show as it is.

NotFound, Denied and Closed are answered alike everywhere (kpis/web/answers.py). Refused and Conflict belong beside the
form that was sent: a view shows it again, with what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class NotFound(LookupError):
    """There is no such thing, or the viewer may not know of it: the two read alike. The message helps."""


class Denied(Exception):
    """The person may see the thing, but not do this with it; the message says why and who may."""


class Closed(Exception):
    """The period is closed; the message says since when and what to do."""


class Refused(Exception):
    """The action cannot be done; the message says why and what to do."""


class Conflict(Refused):
    """Somebody else was first, and nothing of this has been kept.

    ``standing`` has what was meant and has changed since, one or many, each with what stands of it now (None: nothing).
    """

    def __init__(self, message: str, standing: Mapping[Any, Any] | None = None) -> None:
        super().__init__(message)
        self.standing = dict(standing or {})
