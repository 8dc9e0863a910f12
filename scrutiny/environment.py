"""What the environment says about where and how this installation runs: read once, by settings.py.

Three ways to run, and production is what you get by saying nothing:

* production: SECRET_KEY and ALLOWED_HOSTS are required, everything is served over TLS;
* demonstration (DEMO=1): http on this machine only, with a random key kept in an ignored file;
* development (DEBUG=1): as the demonstration, with Django's debug pages.
"""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo

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
HOST = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]", re.ASCII | re.IGNORECASE)
DATABASE_HINT = (
    "Write postgres://user:password@host:5432/name, postgres://user@/name?host=/run/postgresql or "
    "sqlite:////srv/scrutiny/db.sqlite3; signs such as @, / or # in a password are written as %40, %2F or %23."
)
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
OWN_OPTIONS = {
    SQLITE: {"timeout", "transaction_mode", "init_command"},
    POSTGRESQL: {"pool", "assume_role", "isolation_level", "server_side_binding", "service", "passfile"},
}
"""What may follow the question mark of DATABASE_URL without being libpq's."""
MAIL_HINT = "Write smtp+tls://user:password@mail.example.gov.uk:587, or leave it out where no mail is to be sent."
REACH_NOBODY = {Env.EMAIL_SCHEMES[name] for name in ("consolemail", "memorymail", "dummymail")}
NO_MAIL = {"EMAIL_BACKEND": "scrutiny.mail.NotSetUp"}
ROLES = ("officer", "head_of_service", "performance", "member", "administrator", "staff")
"""Of whom a second factor can be required: the roles of a membership, and whoever may open the administration."""
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
    """The host names that are answered. Raises ImproperlyConfigured where production names none, any, or no name."""
    hosts = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
    if local:
        return hosts or LOCAL_HOSTS
    if not hosts:
        raise ImproperlyConfigured(f"ALLOWED_HOSTS is not set. {HOSTS_HINT}")
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is *: whoever asks under a name of their own would get links to it, in mails too. "
            f"{HOSTS_HINT}"
        )
    if wrong := [host for host in hosts if not HOST.fullmatch(host)]:
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS holds {wrong[0]}, which is no host name: it takes neither https:// nor a port. {HOSTS_HINT}"
        )
    return hosts


def number(env: Env, name: str, default: int) -> int:
    """A whole number, nought or more. Raises ImproperlyConfigured for anything else."""
    text = env.str(name, default="").strip() or str(default)
    if not (text.isascii() and text.isdecimal()):
        raise ImproperlyConfigured(f"{name} has to be a whole number, for example {default}; it is {text}.")
    return int(text)


def database(env: Env, *, default_file: Path) -> dict:
    """Django's settings for the database in DATABASE_URL; without it, SQLite in `default_file`.

    SQLite takes its write lock at the start of a transaction and waits up to 20 seconds for it: without that,
    two people who save at the same moment get "database is locked". Raises ImproperlyConfigured for an address that
    is none, without repeating it: it may hold a password.
    """
    config = database_address(env, f"sqlite:///{default_file}")
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == SQLITE:
        check_folder(config["NAME"])
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        options.setdefault("init_command", "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    else:
        config.setdefault("CONN_MAX_AGE", number(env, "CONN_MAX_AGE", 60))
        config["CONN_HEALTH_CHECKS"] = True
        options.setdefault("connect_timeout", 5)
    return config


def database_address(env: Env, default: str) -> dict:
    """DATABASE_URL taken apart, once it is sure that a database can be meant by it."""
    text = env.str("DATABASE_URL", default=default).strip()
    if text == "sqlite://:memory:":
        return Env.db_url_config(text)
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("sqlite", *Env.POSTGRES_FAMILY) and len(parts.path) > 1
        config = Env.db_url_config(text) if is_whole and not (parts.scheme == "sqlite" and parts.netloc) else {}
    except ValueError:  # a port that is no number, a bracket that is not closed
        config = {}
    if config.get("ENGINE") not in OWN_OPTIONS or not config["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL is not the address of a database. {DATABASE_HINT}")
    check_options(config["ENGINE"], config.get("OPTIONS", {}))
    return config


def check_options(engine: str, options: dict[str, Any]) -> None:
    """Raises ImproperlyConfigured for what neither Django nor the database's own library takes."""
    others = {name: value for name, value in options.items() if name not in OWN_OPTIONS[engine]}
    if wrong := [name for name, value in others.items() if engine == SQLITE or not is_of_libpq(name, value)]:
        raise ImproperlyConfigured(f"DATABASE_URL ends in an option that there is not: {wrong[0]}. {DATABASE_HINT}")


def is_of_libpq(name: str, value: Any) -> bool:
    try:
        make_conninfo(**{name: value})
    except ProgrammingError:
        return False
    return True


def check_folder(name: str) -> None:
    if name != ":memory:" and not Path(name).parent.is_dir():
        raise ImproperlyConfigured(
            f"DATABASE_URL names a file in {Path(name).parent}, which is no folder: make it, with the right to write "
            "into it, or name another."
        )


def mail(env: Env, *, local: bool) -> dict[str, Any]:
    """Django's settings for sending e-mail, with MAIL_IS_SET_UP.

    A local run prints its mail where no server is named. Production sends it or says that it cannot: a link for a new
    password in a log is a way in for whoever reads the log, and a reminder there reminds nobody.
    Raises ImproperlyConfigured for an address that is none.
    """
    text = env.str("EMAIL_URL", default="").strip() or ("consolemail://" if local else "dummymail://")
    try:
        config = Env.email_url_config(text)
    except (ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"EMAIL_URL is not the address of a mail server. {MAIL_HINT}") from None
    if config["EMAIL_BACKEND"] == Env.EMAIL_SCHEMES["smtp"] and not config["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"EMAIL_URL names no mail server. {MAIL_HINT}")
    if not local and config["EMAIL_BACKEND"] in REACH_NOBODY:
        return {**NO_MAIL, "MAIL_IS_SET_UP": False}
    return {**config, "MAIL_IS_SET_UP": True}


def second_factor_roles(env: Env) -> frozenset[str]:
    """The roles of REQUIRE_SECOND_FACTOR. Raises ImproperlyConfigured for a word that is none of them."""
    roles = [each.strip().lower() for each in env.list("REQUIRE_SECOND_FACTOR", default=[]) if each.strip()]
    if wrong := [each for each in roles if each not in ROLES]:
        raise ImproperlyConfigured(f"REQUIRE_SECOND_FACTOR holds {wrong[0]}; it takes of {', '.join(ROLES)}.")
    return frozenset(roles)


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
