"""Forms are read as UTF-8, which is what every browser sends."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
READ = {"utf-8", "utf8", "us-ascii", "ascii"}
LONGEST = 40


def refuse_other_charsets(get_response: Handler) -> Handler:
    """Middleware: 400 for a request that says that it is written in something else than UTF-8.

    Read as it says, it would pass what looks at bytes and arrive as other text: "+ADw-" is "<" in UTF-7.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "").strip("\"' ").lower()
        if charset and charset not in READ:
            raise BadRequest(f"The form says that it is written in {charset[:LONGEST]}; this site reads UTF-8 alone.")
        if charset:
            request.encoding = "utf-8"  # Django knows it by this name alone
        return get_response(request)

    return middleware
