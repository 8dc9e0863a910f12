"""A second factor that a role asks for: whoever holds it and has none sets one up before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kpis.models import User
from kpis.web.asking import roles_of

Handler = Callable[[HttpRequest], HttpResponse]
STAFF = "staff"
WHY = "Your role asks for a second factor. Set it up now: everything else opens after that."
ON_THE_WAY = frozenset(
    {"mfa_activate_totp", "account_reauthenticate", "account_change_password", "account_logout", "account_login"}
)
"""The pages that setting it up leads through, and the way out."""


class RequireSecondFactor:
    """Middleware, behind those that know who asks: the administration, files and every form are behind it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.REQUIRE_SECOND_FACTOR or _is_on_the_way(request) or not lacks_required_factor(request):
            return None
        messages.warning(request, WHY)
        return redirect("mfa_activate_totp")


def _is_on_the_way(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in ON_THE_WAY


def lacks_required_factor(request: HttpRequest) -> bool:
    """Whether a role of today asks for one that there is not. Who comes through the council's own provider has no
    password here: what is asked of them is for the provider to say."""
    user = request.user
    if not isinstance(user, User) or not user.has_usable_password():
        return False
    held = {role for role, _, _ in roles_of(request)} | ({STAFF} if user.is_staff or user.is_superuser else set())
    return bool(held & settings.REQUIRE_SECOND_FACTOR) and not is_mfa_enabled(user, [Authenticator.Type.TOTP])
