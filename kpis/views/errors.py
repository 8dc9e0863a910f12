"""What is said where there is no page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with the reason, where the product itself knows one."""
    told = isinstance(exception, Http404) and not isinstance(exception, Resolver404)
    return render(request, "404.html", {"reason": f"{str(exception).rstrip('.')}." if told else ""}, status=404)
