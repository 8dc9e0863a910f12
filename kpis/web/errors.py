"""What is said where there is no page."""

from __future__ import annotations

import sys

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404

from kpis.web import answers
from kpis.web.unavailable import unavailable, why_unavailable


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with the reason, where the product itself knows one."""
    told = isinstance(exception, Http404) and not isinstance(exception, Resolver404)
    return answers.not_found(request, str(exception) if told else "")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the reason, where the product itself knows one. A session that could not be saved is no bad request."""
    if why := why_unavailable(exception):
        return unavailable(why)
    reason = str(exception) if type(exception) is BadRequest else ""
    return HttpResponse(render_to_string("400.html", {"reason": reason}), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the site could not help it, else 500; both are made without the database."""
    error = sys.exc_info()[1]
    if error is not None and (why := why_unavailable(error)):
        return unavailable(why)
    return HttpResponse(render_to_string("500.html"), status=500)
