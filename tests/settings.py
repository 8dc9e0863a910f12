"""Settings under which the tests run: those of the product, with what a test machine lacks filled in.

Needs nothing in the environment; DATABASE_URL chooses the database (default: SQLite in a temporary file).
"""

import os
import tempfile
from pathlib import Path

for _name in ("DEBUG", "DEMO", "EMAIL_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SECURE_PROXY_SSL_HEADER"):
    os.environ.pop(_name, None)
for _name in (
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "TRUSTED_PROXIES",
    "REQUIRE_SECOND_FACTOR",
):
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "a key for the tests alone, which protects nothing at all 0123456789"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
# The test runner keeps what would be sent; only where no server is named is there no mail at all.
os.environ["EMAIL_URL"] = "smtp://mail.example"
# Playwright keeps an event loop in the thread that runs the test; Django would refuse to query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from scrutiny.settings import *  # noqa: E402, F403
from scrutiny.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

# The live server and the test client speak http.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Tests read the request line through caplog; printed, it would outlive the captured stream.
LOGGING["loggers"]["scrutiny.requests"]["handlers"] = []  # type: ignore[index]

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that the live server's thread has a connection of its own as in production; named after the
    # process, so that workers and two runs at once do not meet.
    _file = Path(tempfile.gettempdir()) / f"scrutiny-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(_file)}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
