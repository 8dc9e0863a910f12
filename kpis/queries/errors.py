"""What a question can be answered with instead of an answer."""

from __future__ import annotations


class NotFound(LookupError):
    """There is no such thing, or the viewer may not know of it: the two read alike. The message helps."""
