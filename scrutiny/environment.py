"""What the environment says about where and how this installation runs: read once, by settings.py.

Three ways to run, and production is what you get by saying nothing:

* production: SECRET_KEY and ALLOWED_HOSTS are required, everything is served over TLS;
* demonstration (DEMO=1): http on this machine only, with a random key kept in an ignored file;
* development (DEBUG=1): as the demonstration, with Django's debug pages.
"""

import os
import secrets
from pathlib import Path

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
