"""What the environment says about where and how this installation runs: read once, by settings.py.

Three ways to run, and production is what you get by saying nothing:

* production: SECRET_KEY and ALLOWED_HOSTS are required, everything is served over TLS;
* demonstration (DEMO=1): http on this machine only, with a random key kept in an ignored file;
* development (DEBUG=1): as the demonstration, with Django's debug pages.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 5
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

KEY_HINT = (
    "Set SECRET_KEY in the environment to a long random text that only this installation knows, for example the "
    "output of: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'. To look at the demonstration on "
    "your own machine, set DEMO=1 instead."
)
HOSTS_HINT = (
    "Set ALLOWED_HOSTS in the environment to the host names that visitors use, separated by commas, "
    "for example ALLOWED_HOSTS=scrutiny.example.gov.uk."
)
OIDC_NEEDS = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
OF_ANY_ORGANISATION = ("/common", "/organizations", "/consumers")


def secret_key(env: Env, *, local: bool, key_file: Path) -> str:
    """The signing key: SECRET_KEY, else, on a local run only, the key kept in `key_file`.

    Raises ImproperlyConfigured, with a hint, for a production key that is missing, well known or easily guessed.
    """
    key = env.str("SECRET_KEY", default="")
    if local:
        return key or kept_key(key_file)
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY is not set. {KEY_HINT}")
    if weak(key):
        raise ImproperlyConfigured(
            f"SECRET_KEY is too weak: it needs at least {SHORTEST_KEY} characters, at least {FEWEST_CHARACTERS} "
            f"different ones, and not a key that came with an example. {KEY_HINT}"
        )
    return key


def weak(key: str) -> bool:
    example = key.startswith("django-insecure-") or "change-me" in key or "changeme" in key
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or example


def kept_key(path: Path) -> str:
    """The random key in `path`, made on first use and readable by its owner alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def allowed_hosts(env: Env, *, local: bool) -> list[str]:
    """The host names that are answered. Raises ImproperlyConfigured where production names none."""
    hosts = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
    if not hosts and not local:
        raise ImproperlyConfigured(f"ALLOWED_HOSTS is not set. {HOSTS_HINT}")
    return hosts or LOCAL_HOSTS


def database(env: Env, *, default_file: Path) -> dict:
    """Django's settings for the database in DATABASE_URL; without it, SQLite in `default_file`.

    SQLite takes its write lock at the start of a transaction and waits up to 20 seconds for it: without that,
    two people who save at the same moment get "database is locked".
    """
    config = env.db("DATABASE_URL", default=f"sqlite:///{default_file}")
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        options.setdefault("init_command", "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    else:
        config.setdefault("CONN_MAX_AGE", env.int("CONN_MAX_AGE", default=60))
        config["CONN_HEALTH_CHECKS"] = True
        options.setdefault("connect_timeout", 5)
    return config


@dataclass(frozen=True)
class SingleSignOn:
    """An OpenID Connect provider, such as a council's Entra ID, through which people may sign in."""

    issuer: str
    client_id: str
    secret: str
    name: str

    @property
    def origin(self) -> str:
        """The scheme and host to which a sign-in form may lead: "https://login.microsoftonline.com"."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def provider(self) -> dict[str, Any]:
        """The provider as django-allauth's SOCIALACCOUNT_PROVIDERS describes one."""
        app = {
            "provider_id": "sso",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            # The identity token arrives over TLS from the provider itself; issuer and audience are checked.
            "settings": {"server_url": self.issuer, "fetch_userinfo": False},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def single_sign_on(env: Env, *, local: bool) -> SingleSignOn | None:
    """The provider that the OIDC_ variables name; None where they are not set.

    Raises ImproperlyConfigured where some are missing, where the issuer is not reached over TLS, and where it is
    Entra ID's address for people of any organisation.
    """
    given = {name: env.str(name, default="").strip() for name in OIDC_NEEDS}
    if not any(given.values()):
        return None
    missing = [name for name, text in given.items() if not text]
    if missing:
        raise ImproperlyConfigured(
            f"Single sign-on needs {', '.join(missing)} too, or none of {', '.join(OIDC_NEEDS)}."
        )
    issuer = given["OIDC_ISSUER"].rstrip("/").removesuffix("/.well-known/openid-configuration")
    check_issuer(issuer, local=local)
    name = env.str("OIDC_NAME", default="").strip() or "your council account"
    return SingleSignOn(issuer, given["OIDC_CLIENT_ID"], given["OIDC_CLIENT_SECRET"], name)


def check_issuer(issuer: str, *, local: bool) -> None:
    parts = urlsplit(issuer)
    if parts.scheme not in (("https", "http") if local else ("https",)) or not parts.hostname:
        raise ImproperlyConfigured("OIDC_ISSUER has to be an address that begins with https://.")
    if parts.path.removesuffix("/v2.0").endswith(OF_ANY_ORGANISATION):
        raise ImproperlyConfigured(
            "OIDC_ISSUER lets in people of any organisation: put your own tenant's id in its place, "
            "for example https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0."
        )
