"""Files on their way in: what is larger than any form takes is not kept, neither in memory nor on the disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

LARGEST = 6 * 1024 * 1024
"""A little more than the 5 MB that forms take, so that they can say so themselves."""
MOST_DRAINED = 50 * 1024 * 1024
"""A request that is larger than this is cut off; a smaller one is read to its end, so that its answer is seen."""


class Limited(FileUploadHandler):
    """Stands before the handlers that keep a file."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *more: Any, **also: Any) -> None:
        self.length = content_length

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LARGEST:
            self.request.META[MARK] = "1"  # type: ignore[union-attr]
            raise StopUpload(connection_reset=self.length > MOST_DRAINED)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


MARK = "scrutiny.file_too_large"


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was given up because of its size. Asked once the request's data have been read."""
    return MARK in request.META
