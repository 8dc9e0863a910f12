"""Django's settings for Scrutiny, all of them; docs/self-hosting.md lists what the environment may set."""

from pathlib import Path

from csp.constants import NONE, SELF
from environ import Env
from jinja2 import StrictUndefined

from scrutiny import environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
LOCAL = DEBUG or DEMO
SECRET_KEY = environment.secret_key(env, local=LOCAL, key_file=BASE_DIR / ".demo" / "secret-key")
ALLOWED_HOSTS = environment.allowed_hosts(env, local=LOCAL)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SINGLE_SIGN_ON = environment.single_sign_on(env, local=LOCAL)

INSTALLED_APPS = [
    "kpis",
    "simple_history",
    "django_tables2",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

# Whatever stands above WhiteNoise also dresses static files, redirects and errors.
MIDDLEWARE = [
    "scrutiny.middleware.log_request",
    "kpis.web.caching.keep_nothing_of_a_session",
    "scrutiny.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "scrutiny.health.answer_probes",
    "kpis.web.charset.refuse_other_charsets",
    "scrutiny.middleware.refuse_nul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "scrutiny.accounts.second_factor.RequireSecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "kpis.web.answers.Answers",
    "kpis.web.unavailable.AnswerUnavailable",
]

ROOT_URLCONF = "scrutiny.urls"
WSGI_APPLICATION = "scrutiny.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined},
    },
]
KEPT_PAGES_BYTES = env.int("KEPT_PAGES_MB", default=16) * 1024 * 1024
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database(env, default_file=BASE_DIR / "db.sqlite3")}
# What is larger than any form takes is given up while it comes in.
FILE_UPLOAD_HANDLERS = [
    "kpis.web.receiving.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kpis.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["scrutiny.accounts.backends.ByNameOrAddress"]
SIMPLE_HISTORY_REVERT_DISABLED = True

# Sign-in: scrutiny/accounts. Accounts are made in the administration, or by signing in through the provider; an
# address belongs to the account in the administration, so that nobody changes it or proves it here.
ACCOUNT_ADAPTER = "scrutiny.accounts.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# How often a password may be wrong is in accounts/attempts.py; "key" here is a person's codes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number(env, "TRUSTED_PROXIES", 0)
ACCOUNT_FORMS = {
    "login": "scrutiny.accounts.forms.SignInForm",
    "reauthenticate": "scrutiny.accounts.forms.PasswordAgainForm",
    "change_password": "scrutiny.accounts.forms.PasswordChangeForm",
    "reset_password": "scrutiny.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "scrutiny.accounts.forms.NewPasswordForm",
}
REQUIRE_SECOND_FACTOR = environment.second_factor_roles(env)
MFA_ADAPTER = "scrutiny.accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Scrutiny"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "scrutiny.accounts.forms.CodeForm",
    "reauthenticate": "scrutiny.accounts.forms.CodeAgainForm",
    "activate_totp": "scrutiny.accounts.forms.FirstCodeForm",
}
SOCIALACCOUNT_ADAPTER = "scrutiny.accounts.adapters.ThroughProvider"
SOCIALACCOUNT_PROVIDERS = SINGLE_SIGN_ON.provider if SINGLE_SIGN_ON else {}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
# In the database, so that every worker process counts the same attempts; its table comes with a migration of kpis.
CACHES = {
    "default": {
        "BACKEND": "scrutiny.cache.Counts",
        "LOCATION": "scrutiny_cache",
        # More than one attacker fills within the hour for which attempts count: what is thrown out is forgotten.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

_mail = environment.mail(env, local=LOCAL)
vars().update(_mail)
MAIL_IS_SET_UP = bool(_mail["MAIL_IS_SET_UP"])
# For one step of handing a message over: all of them together stay below the time for which a worker claims it.
EMAIL_TIMEOUT = environment.number(env, "EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="scrutiny@localhost")
ACCESSIBILITY_CONTACT = env.str("ACCESSIBILITY_CONTACT", default="")

# TLS: everywhere but on a local run, where http://127.0.0.1 has to work.
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 0 if LOCAL else environment.number(env, "SECURE_HSTS_SECONDS", 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
# Subdomains and browsers' preload lists reach beyond this site: a council decides on them, so no warning here.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if env.bool("SECURE_PROXY_SSL_HEADER", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The hash is that of an empty style element, which the chart library makes and then fills through the CSSOM.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, SINGLE_SIGN_ON.origin] if SINGLE_SIGN_ON else [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

# One line a request on stdout; faults with their traceback on stderr. Django's own request loggers would print
# paths, so only their errors are kept, and those without the path (scrutiny.middleware.WithoutPath).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_path": {"()": "scrutiny.middleware.WithoutPath"}},
    "formatters": {
        "line": {"format": "%(message)s"},
        "fault": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"},
        "stderr": {"class": "logging.StreamHandler", "formatter": "fault"},
        "faults": {"class": "logging.StreamHandler", "formatter": "fault", "filters": ["without_path"]},
    },
    "loggers": {
        "scrutiny.requests": {"handlers": ["stdout"], "level": "INFO"},
        "scrutiny.work": {"handlers": ["stdout"], "level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING"},
        "django.request": {"handlers": ["faults"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
