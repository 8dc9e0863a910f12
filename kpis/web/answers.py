"""A refusal that no view has a form for is answered here, with the page that gives its reason: 404 or 403."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kpis.refusals import Closed, Denied, NotFound


def not_found(request: HttpRequest, reason: str) -> HttpResponse:
    """404 with the reason, where there is one."""
    return render(request, "404.html", {"reason": f"{reason.rstrip('.')}." if reason else ""}, status=404)


def forbidden(request: HttpRequest, reason: str) -> HttpResponse:
    # The page is also Django's own for its PermissionDenied, which calls the reason so.
    return render(request, "403.html", {"exception": reason}, status=403)


ANSWERS = {NotFound: not_found, Denied: forbidden, Closed: forbidden}


class Answers:
    """Middleware: views ask and answer, and translate no refusal.

    Refused and Conflict are not answered: a view that lets one through has forgotten its form, which is a fault.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        answer = next((found for kind, found in ANSWERS.items() if isinstance(error, kind)), None)
        return answer(request, str(error)) if answer else None
