"""Whose name or address, and whose password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from kpis.models import User


class ByNameOrAddress(ModelBackend):
    """A user name or an e-mail address, in capitals or not, with the password of that account."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """The person; None for a wrong password, an inactive account, and an address that two accounts share.

        An unknown name costs as much time as a known one.
        """
        typed = (username or email or "").strip()
        if not typed or password is None:
            return None
        found = named(typed)
        # Django itself hashes the password of a name that there is not.
        return super().authenticate(request, username=found.username if found else typed, password=password)


def named(typed: str) -> User | None:
    """The account of that very name, else the only one that has it as its name or address in any letters."""
    found = list(User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))[:3])
    exact = [person for person in found if person.username == typed]
    return next(iter(exact), None) or (found[0] if len(found) == 1 else None)
