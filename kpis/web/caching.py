"""What is kept of an answer, by browsers and by whatever stands between them and the site."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
KEPT_BY_NOBODY = "private, no-store"
ASKED_AGAIN = "private, no-cache"
STATIC = (200, 206, 304)


def keep_nothing_of_a_session(get_response: Handler) -> Handler:
    """Middleware: no answer to somebody signed in is kept by anyone: pages, files, errors and redirects alike.

    Whoever sits down at the same computer next would find them in the browser's store. It goes by the session's cookie,
    so that an answer that never came to the person's name is covered, too. Style sheets and scripts hold nobody's data;
    a scorecard without small numbers is asked for again before it is shown, and is not shown to who has signed out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _in_a_session(request, response) and not _is_static(request, response):
            is_readers = getattr(response, "is_for_its_reader", False)
            response["Cache-Control"] = ASKED_AGAIN if is_readers else KEPT_BY_NOBODY
        return response

    return middleware


def for_its_reader(response: HttpResponse) -> None:
    """Let the reader's browser keep an answer that holds no small numbers, and ask before it is shown again."""
    response.is_for_its_reader = True  # type: ignore[attr-defined]


def _in_a_session(request: HttpRequest, response: HttpResponse) -> bool:
    """Also where it begins or ends with this answer."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies


def _is_static(request: HttpRequest, response: HttpResponse) -> bool:
    return request.path_info.startswith(settings.STATIC_URL) and response.status_code in STATIC
