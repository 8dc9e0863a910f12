"""What django-allauth asks the product: who may have an account, where people are led, and what is said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from kpis.models import User
from scrutiny.accounts import attempts

WRONG = "That name and password do not belong to an account that is in use. Check both and try again."
TOO_MANY = "Too many attempts. Wait five minutes, then try again."
WRONG_CODE = "That code is not right, or was used already. Enter the one that your app shows now."
TAKEN = (
    "There is an account with the address {address} already, and accounts are never joined by their address. "
    "Sign in with your name and password, or ask the administrator to take the address off the old account."
)
NOT_JOINED = "An account cannot be joined to another one here."


class Accounts(DefaultAccountAdapter):
    """Local accounts. Nobody opens one for themselves: an administrator does."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this site's own pages follow a sign-in."""
        own = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, own, require_https=self.request.is_secure())

    def is_ajax(self, request: HttpRequest) -> bool:
        """The pages are the only way in: no answers for scripts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request came from; a server behind a socket of its machine, without a proxy's word, has one place."""
        return super().get_client_ip(request) if request.META.get("REMOTE_ADDR") else "this machine"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses an attempt too many. One that turns out right is given back by authenticate()."""
        typed = credentials.get("email") or credentials.get("username") or ""
        self._login_failed_rl_usage = attempts.take(request, typed)
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        """After the second factor, where there is one: only then does a place count as the owner's."""
        attempts.know(request, user)
        return super().post_login(request, user, **details)

    def set_password(self, user: Any, password: str) -> None:
        """By somebody who is signed in, or has followed the link in their mail."""
        super().set_password(user, password)
        attempts.know(self.request, user)
        attempts.forgive(self.request, user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("mfa_index")


class SecondFactor(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE, "rate_limited": TOO_MANY}


class ThroughProvider(DefaultSocialAccountAdapter):
    """People whom the council's own provider knows. A new one gets an account without memberships."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuses to join accounts: neither on somebody's wish nor because an address is the same."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            refuse(request, NOT_JOINED)
        if sociallogin.is_existing:
            return
        address = user_email(sociallogin.user)
        if address and User.objects.filter(Q(email__iexact=address) | Q(username__iexact=address)).exists():
            refuse(request, TAKEN.format(address=address))
        sociallogin.email_addresses = []  # the account's own address is the only one that counts

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Name and address as the provider gives them; what is no text is left out."""
        texts = {key: value.replace("\0", "") for key, value in data.items() if isinstance(value, str)}
        return super().populate_user(request, sociallogin, texts)


def refuse(request: HttpRequest, reason: str) -> None:
    raise ImmediateHttpResponse(
        render(request, "socialaccount/authentication_error.html", {"reason": reason}, status=403)
    )
