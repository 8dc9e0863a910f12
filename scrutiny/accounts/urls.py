"""The addresses of sign-in: only those pages of django-allauth that the product needs, under its names for them.

There is no opening of accounts, no managing of addresses and no joining of accounts.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect.views import callback
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.http import require_POST

from scrutiny.accounts.views import ForgottenPassword, NewPassword, PasswordChange, SignIn, sign_in_through_provider

PROVIDER = {"provider_id": "sso"}
KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("", mfa.index, name="mfa_index"),
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", login_not_required(require_POST(account.logout)), name="account_logout"),
    path("inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", PasswordChange.as_view(), name="account_change_password"),
    path("password/reset/", ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(KEY, NewPassword.as_view(), name="account_reset_password_from_key"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("code/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sso/login/", sign_in_through_provider, PROVIDER, name="openid_connect_login"),
    path("sso/login/callback/", callback, PROVIDER, name="openid_connect_callback"),
    path("sso/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
]
