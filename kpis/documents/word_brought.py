"""A council's Word template as somebody brings it: checked in a process of its own, with limits of memory and time."""

from __future__ import annotations

from kpis.documents.word_package import TemplateRefused
from kpis.spreadsheets.confined import MEGABYTE, Bounds, Unfinished, confined

CHECK = "kpis.documents.word_template:reasons_against"
BOUNDS = Bounds(512 * MEGABYTE, 20)


def check_brought(content: bytes) -> None:
    """Raise TemplateRefused with the reasons if the file is no template that reports can be printed in."""
    try:
        reasons = confined(CHECK, content, [], BOUNDS)
    except Unfinished as error:
        raise TemplateRefused(f"It {error}: take out what is no part of the template.") from error
    if reasons:
        raise TemplateRefused(*reasons)
