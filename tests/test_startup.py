"""What keeps the program from starting is said in a sentence with its remedy, and never in a traceback."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from kpis.models.people import Role
from scrutiny import environment
from tests.test_production import PRODUCTION, manage, python

HINT = "Write postgres://user:password@host:5432/name"
JUNK = [
    "junk",
    "",
    "://",
    "http://db/scrutiny",
    "mysql://scrutiny:word@db/scrutiny",
    "postgres://",
    "postgres://scrutiny:word@db:5432/",
    "postgres://scrutiny:word@db:port/scrutiny",
    "postgres://scrutiny:w#rd@db/scrutiny",
    "postgres://scrutiny@[db/scrutiny",
    "postgres://scrutiny@db/scrutiny?no_such_option=1",
    "sqlite://",
    "sqlite://db.sqlite3",
    "sqlite:////tmp/db.sqlite3?no_such_option=1",
]


def reads(name: str, text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, local: bool = False) -> Any:
    """What is made of one variable."""
    monkeypatch.setenv(name, text)
    read = {
        "DATABASE_URL": lambda: environment.database(Env(), default_file=tmp_path / "unused"),
        "ALLOWED_HOSTS": lambda: environment.allowed_hosts(Env(), local=local),
        "EMAIL_URL": lambda: environment.mail(Env(), local=local),
        "REQUIRE_SECOND_FACTOR": lambda: environment.second_factor_roles(Env()),
        "TRUSTED_PROXIES": lambda: environment.number(Env(), "TRUSTED_PROXIES", 0),
    }
    return read[name]()


@pytest.mark.parametrize("url", JUNK)
def test_a_database_address_that_is_none_is_refused_and_not_repeated(monkeypatch, tmp_path, url):
    with pytest.raises(ImproperlyConfigured) as refused:
        reads("DATABASE_URL", url, monkeypatch, tmp_path)
    assert str(refused.value).startswith("DATABASE_URL ") and HINT in str(refused.value)
    assert "word" not in str(refused.value).replace("user:password@", "").replace("a password", "")


def test_a_database_file_in_no_folder_is_refused(monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="is no folder: make it"):
        reads("DATABASE_URL", f"sqlite:///{tmp_path}/none/db.sqlite3", monkeypatch, tmp_path)


@pytest.mark.parametrize(
    "url", ["postgres://scrutiny@/scrutiny?host=/run/postgresql&sslmode=require", "postgresql://a:%40%2F@db/scrutiny"]
)
def test_options_and_signs_that_there_are_pass(monkeypatch, tmp_path, url):
    assert reads("DATABASE_URL", url, monkeypatch, tmp_path)["NAME"] == "scrutiny"


@pytest.mark.parametrize("hosts", ["*", "scrutiny.example,*", " * "])
def test_any_host_is_refused_in_production_alone(monkeypatch, tmp_path, hosts):
    with pytest.raises(ImproperlyConfigured, match=r"ALLOWED_HOSTS is \*.* Set ALLOWED_HOSTS"):
        reads("ALLOWED_HOSTS", hosts, monkeypatch, tmp_path)
    assert "*" in reads("ALLOWED_HOSTS", hosts, monkeypatch, tmp_path, local=True)


@pytest.mark.parametrize("host", ["https://scrutiny.example", "scrutiny.example:8000", "*.example", "a b", "."])
def test_what_is_no_host_name_is_refused(monkeypatch, tmp_path, host):
    with pytest.raises(ImproperlyConfigured, match="which is no host name"):
        reads("ALLOWED_HOSTS", host, monkeypatch, tmp_path)


def test_names_domains_and_addresses_pass(monkeypatch, tmp_path):
    hosts = "scrutiny.example, .example.gov.uk,192.0.2.1,[2001:db8::1]"
    assert len(reads("ALLOWED_HOSTS", hosts, monkeypatch, tmp_path)) == 4


@pytest.mark.parametrize("url", ["junk", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_a_mail_address_that_is_none_is_refused(monkeypatch, tmp_path, url):
    with pytest.raises(ImproperlyConfigured, match=r"EMAIL_URL (is not the address of a|names no) mail server\. Write"):
        reads("EMAIL_URL", url, monkeypatch, tmp_path)


@pytest.mark.parametrize("url", ["", "consolemail://", "dummymail://", "memorymail://"])
def test_production_sends_mail_by_a_server_or_not_at_all(monkeypatch, tmp_path, url):
    made = reads("EMAIL_URL", url, monkeypatch, tmp_path)
    assert made == {"EMAIL_BACKEND": "scrutiny.mail.NotSetUp", "MAIL_IS_SET_UP": False}


def test_a_demonstration_prints_its_mail(monkeypatch, tmp_path):
    made = reads("EMAIL_URL", "", monkeypatch, tmp_path, local=True)
    assert made["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend" and made["MAIL_IS_SET_UP"]
    served = reads("EMAIL_URL", "smtp+tls://a:b@mail.example:587", monkeypatch, tmp_path)
    assert (served["EMAIL_HOST"], served["EMAIL_USE_TLS"], served["MAIL_IS_SET_UP"]) == ("mail.example", True, True)


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "²"])
def test_a_number_that_is_none_is_refused(monkeypatch, tmp_path, text):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES has to be a whole number"):
        reads("TRUSTED_PROXIES", text, monkeypatch, tmp_path)


def test_a_role_that_there_is_not_is_refused(monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="holds boss; it takes of officer"):
        reads("REQUIRE_SECOND_FACTOR", "performance, boss", monkeypatch, tmp_path)
    assert reads("REQUIRE_SECOND_FACTOR", " performance, STAFF,", monkeypatch, tmp_path) == {"performance", "staff"}
    assert set(environment.ROLES) == {*Role.values, "staff"}


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DATABASE_URL": "junk"}, "Scrutiny cannot start. DATABASE_URL is not the address of a database."),
        ({"ALLOWED_HOSTS": "*"}, "Scrutiny cannot start. ALLOWED_HOSTS is *"),
        ({"DATABASE_URL": "postgres://scrutiny@127.0.0.1:1/scrutiny"}, "The site cannot reach its database"),
    ],
)
def test_a_command_ends_with_the_sentence_alone(variables, said):
    result = manage("migrate", "--check", **{**PRODUCTION, **variables})
    assert result.returncode == 3
    assert result.stderr.startswith(said) and "Traceback" not in result.stderr and result.stderr.count("\n") == 1


def test_a_full_disk_is_said(tmp_path):
    (tmp_path / "db.sqlite3").touch()
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); sys.argv[1:] = ['migrate']; "
    limited += "import manage; manage.main()"
    result = python("-c", limited, **{**PRODUCTION, "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"})
    assert result.returncode == 3
    assert "Traceback" not in result.stderr and "room on its disk" in result.stderr


def test_whoever_wants_the_traceback_gets_it():
    result = manage("check", "--traceback", **{**PRODUCTION, "DATABASE_URL": "junk"})
    assert "Traceback" in result.stderr
