"""What is said where there is no page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404

from kpis.web import answers


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with the reason, where the product itself knows one."""
    told = isinstance(exception, Http404) and not isinstance(exception, Resolver404)
    return answers.not_found(request, str(exception) if told else "")
