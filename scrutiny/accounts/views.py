"""The pages of sign-in where they differ from django-allauth's."""

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView, PasswordResetFromKeyView, PasswordResetView
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect.views import login as lead_to_provider
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from requests import RequestException

NO_STAFF = (
    "Set-up is for the people whom an administrator has made staff. "
    "If you have another account that may do this, sign out and sign in with that one."
)
NO_PASSWORD = "Your account has no password here: it is your council's own sign-in that knows you."  # noqa: S105


NO_MAIL = "This site sends no e-mail, and so no link for a new password: ask your council’s administrator for one"


class SignIn(LoginView):
    """With the provider's name, where there is one, and a way to a new password, where mail is sent."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"single_sign_on": settings.SINGLE_SIGN_ON, "mail_is_set_up": settings.MAIL_IS_SET_UP}
        return {**super().get_context_data(**kwargs), **more}


@method_decorator(login_not_required, name="dispatch")
class ForgottenPassword(PasswordResetView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 where no link could be sent."""
        if not settings.MAIL_IS_SET_UP:
            raise Http404(NO_MAIL)
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class NewPassword(PasswordResetFromKeyView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mail_is_set_up": settings.MAIL_IS_SET_UP}


class PasswordChange(PasswordChangeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """403 for whoever signs in through the provider."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise PermissionDenied(NO_PASSWORD)
        return super().dispatch(request, *args, **kwargs)


@login_not_required
def sign_in_through_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leads to the provider; where it does not answer, says so."""
    try:
        return lead_to_provider(request, provider_id)
    except (RequestException, KeyError, ValueError) as error:
        return render_authentication_error(request, None, exception=error)


@login_not_required
def admin_sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """The administration's sign-in is the site's own, so that no second factor is passed by."""
    wanted = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    target = wanted if own else reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(target)
    if not admin.site.has_permission(request):
        raise PermissionDenied(NO_STAFF)
    return HttpResponseRedirect(target)
