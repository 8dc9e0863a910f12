"""Who may open a view. Every view is closed unless it declares itself public here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(view: View) -> View:
    """Open to people who have not signed in, to read only; the queries decide by their viewer what they see."""
    return login_not_required(require_safe(view))
