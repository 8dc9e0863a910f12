"""The forms of sign-in: django-allauth's, in the words and the look of the product."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as code
from allauth.mfa.totp import forms as totp
from django import forms

from kpis.models import User

Attributes = dict[str, str]


class Plain(forms.Form):
    """Labels stand above fields and nowhere else; no link stands in a hint."""

    labels: ClassVar[dict[str, str]] = {}
    attributes: ClassVar[dict[str, Attributes]] = {}
    no_hint: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))
            field.label = self.labels.get(name, field.label)
            if name in self.no_hint:
                field.help_text = ""


TYPED_CODE = {"code": {"inputmode": "numeric", "spellcheck": "false"}}


class SignInForm(Plain, account.LoginForm):
    labels = {"login": "User name or e-mail address"}
    attributes = {"login": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}}
    no_hint = ("password",)


class PasswordAgainForm(Plain, account.ReauthenticateForm):
    no_hint = ("password",)


class PasswordChangeForm(Plain, account.ChangePasswordForm):
    labels = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password, once more",
    }
    no_hint = ("oldpassword",)


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password, once more"}


class ForgottenPasswordForm(Plain, account.ResetPasswordForm):
    labels = {"email": "E-mail address"}

    def clean_email(self) -> str:
        """The people to whom a link is sent: those whose account has the address and a password of its own.

        Whoever signs in through the provider has none, and does not get one around it.
        """
        address = str(self.cleaned_data["email"])
        found = User.objects.filter(email__iexact=address, is_active=True)
        self.users = [person for person in found if person.has_usable_password()]
        return address


class CodeForm(Plain, code.AuthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}
    attributes = TYPED_CODE


class CodeAgainForm(Plain, code.ReauthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}
    attributes = TYPED_CODE


class FirstCodeForm(Plain, totp.ActivateTOTPForm):
    labels = {"code": "Code that the app shows now"}
    attributes = TYPED_CODE
