"""How often a password may be wrong, so that whoever guesses is stopped and the account's owner is not.

Three counts, each in the table of the database that all workers share:

* of one place (an address of the network, which may be a whole council's), whatever the account: 30 in a minute;
* of one account from one place: 5 in five minutes. Who guesses closes the account to their own place alone;
* of one account from all places where nobody has signed in to it before: 100 in an hour, against guessing from many
  places at once. A place where its owner has signed in, or has followed a link to a new password, is not asked for it.
"""

from __future__ import annotations

import hashlib

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.cache import cache
from django.http import HttpRequest

from kpis.models import User
from scrutiny.accounts.backends import named

ACTION = "login_failed"
OF_PLACE, OF_PAIR, OF_ACCOUNT = "30/m/ip", "5/5m/key", "100/h/key"
KNOWN_FOR = 180 * 24 * 60 * 60
"""Seconds since the owner last signed in at a place."""


def take(request: HttpRequest, typed: str) -> RateLimitUsage | None:
    """Count an attempt before the password is looked at, so that many at once are counted too; None for one too many.

    ``typed``: a user name or an address. One that is right gives its attempt back.
    """
    person, place = named(typed.strip()), ratelimit.get_ip(request)
    account = f"account {person.pk}" if person else f"typed {typed.strip().casefold()}"
    limits = [(f"{OF_PLACE},{OF_PAIR}", _pair(account, place))]
    if person is None or not is_known(person, place):
        limits.append((OF_ACCOUNT, account))
    taken = RateLimitUsage(usage=[])
    for rates, key in limits:
        usage = ratelimit.consume(request, app="allauth.account", action=ACTION, config={ACTION: rates}, key=key)
        if usage is None:
            return None
        taken.usage.extend(usage.usage)
    return taken


def know(request: HttpRequest, person: User) -> None:
    """The person has signed in here, or has shown otherwise that the account is theirs."""
    cache.set(_known(person, ratelimit.get_ip(request)), True, KNOWN_FOR)


def forgive(request: HttpRequest, person: User) -> None:
    """Wrong passwords typed here count no longer: there is a new one."""
    key = _pair(f"account {person.pk}", ratelimit.get_ip(request))
    ratelimit.clear(request, app="allauth.account", action=ACTION, config={ACTION: OF_PAIR}, key=key)


def is_known(person: User, place: str) -> bool:
    return bool(cache.get(_known(person, place)))


def _pair(account: str, place: str) -> str:
    return f"{account} at {place}"


def _known(person: User, place: str) -> str:
    return hashlib.sha256(f"known {person.pk} {place}".encode()).hexdigest()
