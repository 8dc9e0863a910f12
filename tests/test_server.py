"""The image's entrypoint with its environment, run here: migrations, gunicorn, static files, the log, the stop."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]
ROOT = Path(settings.BASE_DIR)
OVER_TLS = {"Host": "scrutiny.example", "X-Forwarded-Proto": "https"}


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int

    def get(self, address: str, **headers: str) -> "Answer":
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        link.request("GET", address, headers=headers)
        response = link.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        link.close()
        return answer

    def stop(self) -> tuple[int, list[str], str]:
        """Asks it to stop as Docker does; its exit code, the lines on stdout, the text on stderr."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out.splitlines(), err


def database_url() -> str:
    """The address of the database that the tests use."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "scrutiny.example",
        "SECURE_PROXY_SSL_HEADER": "1",
        "DATABASE_URL": database_url(),
        "STATIC_ROOT": str(tmp_path / "static"),
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "1",
    }
    entrypoint = str(ROOT / "docker" / "entrypoint.sh")
    collect = [entrypoint, "python", "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen([entrypoint], cwd=ROOT, env=environment, **pipes)
    try:
        started = Server(process, port)
        wait_until_up(started)
        yield started
    finally:
        process.kill()
        process.wait()


def wait_until_up(server: Server) -> None:
    for _ in range(150):
        assert server.process.poll() is None, server.process.communicate()
        try:
            assert server.get("/healthz").status == 200
            return
        except ConnectionRefusedError:
            time.sleep(0.2)
    pytest.fail("the server did not start within 30 seconds")


def test_serves_logs_and_stops(server: Server) -> None:
    assert server.get("/healthz", Host="10.0.0.7:8000").body == b"ok\n"
    assert server.get("/accounts/login/", Host="scrutiny.example").status == 301

    page = server.get("/accounts/login/?next=/secret-words/", **OVER_TLS)
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=3600"
    assert "Secure" in page.headers["Set-Cookie"]
    style = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.body.decode())[1]
    static = server.get(style, **OVER_TLS, **{"Accept-Encoding": "br"})
    assert (static.status, static.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in static.headers["Cache-Control"]
    assert static.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]
    assert server.get("/nothing/is/here/at/all/", **OVER_TLS).status == 404

    code, lines, faults = server.stop()
    assert code == 0
    requests = [line for line in lines if line.startswith("request=")]
    routes = [re.search(r"route=(\S+) status=(\d+)", line).groups() for line in requests]
    assert routes[-5:] == [
        ("/healthz", "200"),
        ("-", "301"),
        ("/accounts/login/", "200"),
        ("/static/", "200"),
        ("-", "404"),
    ]
    assert "secret" not in "".join(lines) + faults and "nothing" not in "".join(lines) + faults


def workers_of(server: Server) -> set[int]:
    return set(map(int, Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()))


def libraries_of(process: int) -> set[str]:
    """The compiled parts of Python's libraries that a process has loaded."""
    return set(re.findall(r"\S+/site-packages/\S+\.so", Path(f"/proc/{process}/maps").read_text()))


def test_a_new_worker_has_loaded_all_before_its_first_page(server: Server) -> None:
    (first,) = workers_of(server)
    os.kill(first, signal.SIGKILL)
    while not (new := workers_of(server) - {first}):
        time.sleep(0.05)
    worker = new.pop()
    before = libraries_of(worker)
    assert server.get("/accounts/login/", **OVER_TLS).status == 200
    assert libraries_of(worker) == before == libraries_of(server.process.pid)
    assert any("/lxml/" in each for each in before)
    assert server.stop()[0] == 0
