"""What somebody brings, read in a process of its own with as much memory and time as such a file may take."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from kpis.spreadsheets.confined import Unfinished, confined
from kpis.spreadsheets.kinds import NotRead
from kpis.spreadsheets.limits import Limits, TooLarge, bounds_for


def sheets_by(work: str, content: bytes, limits: Limits) -> list[Any]:
    """What a function ("module:name") tells of a workbook's sheets from the child. Raises NotRead or TooLarge."""
    try:
        answer = confined(work, content, [limits], bounds_for(unpacked_size(content)))
    except Unfinished as error:
        raise TooLarge(f"{error}: copy the table, as values, into a new workbook") from error
    if "refused" in answer:
        raise NotRead(answer["refused"])
    return list(answer["sheets"])


def unpacked_size(content: bytes) -> int:
    """What a file says that it unpacks to; a text is as large as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return len(content)
