"""A production installation: what it refuses, what every response carries, and the files it is deployed with."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from allauth.account.views import LoginView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from environ import Env

from kpis.web.receiving import LARGEST
from scrutiny import environment

ROOT = Path(settings.BASE_DIR)
GOOD_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRODUCTION = {"SECRET_KEY": GOOD_KEY, "ALLOWED_HOSTS": "scrutiny.example", "DATABASE_URL": "sqlite://:memory:"}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
}


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """manage.py with these variables and nothing else of this test run's environment."""
    return python("manage.py", *arguments, **variables)


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    known = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)


def test_check_deploy_is_clean():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_refuses_to_start_without(missing):
    result = manage("check", **{name: text for name, text in PRODUCTION.items() if name != missing})
    assert result.returncode != 0
    assert f"{missing} is not set. Set {missing} in the environment" in result.stderr


@pytest.mark.parametrize(
    "key", ["short", "a" * 80, "django-insecure-" + GOOD_KEY, "change-me-" + GOOD_KEY, GOOD_KEY[:49]]
)
def test_refuses_a_weak_key(monkeypatch, tmp_path, key):
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match="too weak"):
        environment.secret_key(Env(), local=False, key_file=tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_the_demonstrations_key_is_random_kept_and_private(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    file = tmp_path / ".demo" / "secret-key"
    first = environment.secret_key(Env(), local=True, key_file=file)
    assert not environment.weak(first)
    assert environment.secret_key(Env(), local=True, key_file=file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert environment.secret_key(Env(), local=True, key_file=tmp_path / "other" / "key") != first


def test_sqlite_waits_for_its_lock_from_the_start(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    config = environment.database(Env(), default_file=tmp_path / "db.sqlite3")
    assert config["NAME"] == str(tmp_path / "db.sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_postgres_by_address_and_by_socket(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://scrutiny:word@db:5432/scrutiny")
    config = environment.database(Env(), default_file=tmp_path / "unused")
    assert (config["ENGINE"], config["HOST"], config["NAME"]) == ("django.db.backends.postgresql", "db", "scrutiny")
    assert config["CONN_HEALTH_CHECKS"] is True and config["CONN_MAX_AGE"] == 60
    monkeypatch.setenv("DATABASE_URL", "postgres://scrutiny@/scrutiny?host=/run/postgresql")
    assert environment.database(Env(), default_file=tmp_path / "unused")["OPTIONS"]["host"] == "/run/postgresql"


def assert_headers(response) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", {200}),
        ("/healthz", {200}),
        ("/accounts/login/", {200}),
        ("/admin/", {302}),
        ("/admin/login/", {302}),
        ("/static/admin/css/base.css", {200}),
        ("/static/no-such-file.css", {404}),
        ("/no/such/page/at/all/", {404}),
        ("/%00", {400}),
        ("/accounts/logout/", {405}),
    ],
)
def test_headers_are_on_every_response(client, address, status):
    response = client.get(address)
    assert response.status_code in status
    assert_headers(response)
    response.close()


@pytest.mark.django_db
def test_headers_are_on_a_redirect_to_tls_and_a_refused_host(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 3600
    response = Client().get("/accounts/login/")
    assert response.status_code == 301
    assert_headers(response)
    secure = Client().get("/accounts/login/", secure=True)
    assert secure["Strict-Transport-Security"] == "max-age=3600"
    refused = Client().get("/accounts/login/", secure=True, headers={"host": "elsewhere.example"})
    assert refused.status_code == 400
    assert_headers(refused)


@pytest.mark.django_db
def test_a_forged_form_and_a_fault_have_pages_and_headers(settings, monkeypatch):
    forged = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"})
    assert forged.status_code == 403
    assert b"Please send that again" in forged.content and b"<style" not in forged.content
    assert_headers(forged)

    def fault(*_args, **_kwargs):
        raise RuntimeError("a fault")

    monkeypatch.setattr(LoginView, "get_context_data", fault)
    response = Client(raise_request_exception=False).get("/accounts/login/")
    assert response.status_code == 500
    assert b"a fault" not in response.content and b"<h1" in response.content
    assert_headers(response)


@pytest.fixture(scope="module")
def services() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


def test_compose_keeps_no_secret(services):
    for service in services.values():
        for name, value in service["environment"].items():
            if re.search("SECRET_KEY|PASSWORD|DATABASE_URL", name):
                assert re.search(r"\$\{[A-Z_]+:\?set [A-Z_]+ in \.env", value), (
                    f"{name} is not required of the operator"
                )


def test_compose_waits_for_postgres_15_with_a_volume(services):
    database = services["db"]
    assert database["image"] == "postgres:15"
    assert "pg_isready" in database["healthcheck"]["test"][1]
    assert database["volumes"] == ["database:/var/lib/postgresql/data"]
    assert "database" in yaml.safe_load((ROOT / "docker-compose.yml").read_text())["volumes"]
    assert services["web"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert "ports" not in database


def test_compose_listens_for_the_proxy_on_this_machine_alone(services):
    assert services["proxy"]["ports"] == ["127.0.0.1:${PORT:-8000}:8080"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_compose_takes_requests_in_whole_before_a_thread_sees_them(services, dockerfile):
    proxy = services["proxy"]
    assert proxy["depends_on"] == {"web": {"condition": "service_healthy"}}
    file, place, mode = proxy["volumes"][0].split(":")
    assert (place, mode) == ("/etc/nginx/conf.d/default.conf", "ro")
    said = directives((ROOT / file).read_text())
    assert said["proxy_request_buffering"] == said["proxy_buffering"] == "on"
    assert said["listen"] == proxy["ports"][0].rpartition(":")[2]
    bind = re.search(r"BIND=\S+:(\d+)", dict(dockerfile)["ENV"])[1]
    assert said["proxy_pass"] == f"http://web:{bind}"
    assert int(said["client_max_body_size"].removesuffix("m")) * 1024 * 1024 > LARGEST
    timeout = re.search(r"^timeout = (\d+)$", (ROOT / "gunicorn.conf.py").read_text(), flags=re.MULTILINE)[1]
    assert int(said["proxy_read_timeout"].removesuffix("s")) > int(timeout)


def directives(text: str) -> dict[str, str]:
    """The directives of an nginx configuration; of those that stand more than once, the last."""
    lines = [line.strip() for line in text.splitlines() if not line.strip().startswith("#")]
    assert text.count("{") == text.count("}")
    return dict(line.rstrip(";").split(None, 1) for line in lines if line.endswith(";"))


def test_compose_names_no_mail_server_that_prints(services):
    assert services["web"]["environment"]["EMAIL_URL"] == "${EMAIL_URL:-}"


def test_compose_sends_mail_from_the_same_image_with_the_same_settings(services):
    work = services["work"]
    assert work["command"] == ["python", "manage.py", "work"]
    assert (work["build"], work["environment"]) == (services["web"]["build"], services["web"]["environment"])
    assert work["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert work["healthcheck"] == {"disable": True} and "ports" not in work


def test_compose_sets_only_what_settings_read(services):
    code = "".join(path.read_text() for path in [*(ROOT / "scrutiny").glob("*.py"), ROOT / "gunicorn.conf.py"])
    for name in services["web"]["environment"]:
        assert f'"{name}"' in code, name


def test_image_installs_by_hash_and_runs_as_nobody_in_particular(dockerfile):
    assert dockerfile[0] == ("FROM", "python:3.11-slim-bookworm")
    runs = [text for word, text in dockerfile if word == "RUN"]
    assert any("pip install" in run and "--require-hashes" in run for run in runs)
    assert any("collectstatic --noinput" in run for run in runs)
    words = [word for word, _ in dockerfile]
    assert dict(dockerfile)["USER"] == "scrutiny"
    assert words.index("USER") > max(number for number, word in enumerate(words) if word == "RUN")
    assert "/healthz" in dict(dockerfile)["HEALTHCHECK"]


def test_what_papers_are_set_and_drawn_with_is_named_alike_wherever_it_is_installed(dockerfile):
    wanted = re.search(r"^for part in (.+); do$", (ROOT / ".ci" / "run").read_text(), flags=re.MULTILINE)[1].split()
    assert "libpango-1.0-0" in wanted and any(part.startswith("fonts-") for part in wanted)
    image = next(text for word, text in dockerfile if word == "RUN" and "apt-get install" in text)
    by_hand = (ROOT / "docs" / "self-hosting.md").read_text()
    assert [part for part in wanted if part not in image.split() or part not in by_hand.split()] == []


def test_image_copies_only_what_is_there_and_starts_the_entrypoint(dockerfile):
    ignored = (ROOT / ".dockerignore").read_text().split()
    for _, text in (pair for pair in dockerfile if pair[0] == "COPY"):
        for source in shlex.split(text)[:-1]:
            assert (ROOT / source).exists() and source not in ignored, source
    entrypoint = ROOT / "docker" / "entrypoint.sh"
    assert dict(dockerfile)["ENTRYPOINT"] == '["/app/docker/entrypoint.sh"]'
    assert os.access(entrypoint, os.X_OK)
    assert re.search(r"migrate --noinput\nexec gunicorn scrutiny\.wsgi\n", entrypoint.read_text())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_have_hashes_and_name_no_place(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^[a-z0-9-]+(?:\[[a-z]+\])?==", text, flags=re.MULTILINE)
    assert len(pins) > 15
    assert len(re.split(r"\n(?=\S)", text.strip())) == len(pins)
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))
    assert "://" not in text and "--find-links" not in text and "index-url" not in text
