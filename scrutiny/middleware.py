"""What every request passes: the log line, two headers and the refusal of NUL characters."""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from scrutiny import health

Handler = Callable[[HttpRequest], HttpResponse]
REQUESTS = logging.getLogger("scrutiny.requests")
SANE_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
PERMISSIONS = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
PERMISSIONS += "microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=(), browsing-topics=()"


class StatementCount:
    """Counts the SQL statements of one request. Installed with connection.execute_wrapper."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.statements += 1
        return execute(*args)


def log_request(get_response: Handler) -> Handler:
    """Middleware: one line a request, and its id in the response.

    The line holds what a fault is traced with and nothing that a reader of logs should not see: the route is the
    address's pattern, never its values; no query string, form field, figure or name.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = request_id(request)  # type: ignore[attr-defined]
        count, start = StatementCount(), time.perf_counter()
        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        ms = (time.perf_counter() - start) * 1000
        REQUESTS.info(log_line(request, response.status_code, ms, count.statements))
        return response

    return middleware


def request_id(request: HttpRequest) -> str:
    """The proxy's X-Request-ID where it is a plain short word, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if SANE_ID.fullmatch(given) else uuid.uuid4().hex


def log_line(request: HttpRequest, status: int, ms: float, statements: int) -> str:
    return (
        f"request={request.request_id} user={user_id(request)} method={method(request)} "  # type: ignore[attr-defined]
        f"route={route(request)} status={status} ms={ms:.1f} statements={statements}"
    )


def user_id(request: HttpRequest) -> str:
    """The signed-in user's id, or "-". Looks only at a user that the request has already loaded: the log line
    must not cost a query of its own."""
    user = getattr(request, "_cached_user", None)
    return "-" if user is None or user.pk is None else str(user.pk)


def method(request: HttpRequest) -> str:
    """The method, where it is one of HTTP's own: a client may send any word."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "other"


def route(request: HttpRequest) -> str:
    """The pattern of the address, such as "/<slug:council>/scorecard/"; "-" where none matches."""
    if request.resolver_match is not None:
        return "/" + request.resolver_match.route.replace(" ", "")
    if request.path_info == health.ADDRESS:
        return health.ADDRESS
    return "/static/" if request.path_info.startswith("/static/") else "-"


def permissions_policy(get_response: Handler) -> Handler:
    """Middleware: no page may use the device's camera, place or other powers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return middleware


def refuse_nul(get_response: Handler) -> Handler:
    """Middleware: 400 for a NUL character anywhere in a request's text.

    PostgreSQL cannot store one, so that each would be a fault in whichever query met it first. Uploaded files may
    hold any bytes; Django itself takes unprintable characters out of their names.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if any("\0" in text for text in texts(request)):
            raise BadRequest("The request holds a NUL character.")
        return get_response(request)

    return middleware


def texts(request: HttpRequest) -> Iterator[str]:
    """Every piece of text that a client chose: path, query, cookies, then form fields."""
    yield request.path_info
    yield from pairs(request.GET)
    for name, value in request.COOKIES.items():
        yield name + value
    if request.method != "POST":
        return
    try:
        yield from pairs(request.POST)
    except UnreadablePostError as error:
        raise BadRequest("The form did not arrive whole.") from error


def pairs(query: Any) -> Iterator[str]:
    for name, values in query.lists():
        yield name
        yield from values


class WithoutPath(logging.Filter):
    """Replaces "Internal Server Error: /the/path" by the request's id; the traceback stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        record.msg = f"fault in request={getattr(request, 'request_id', '-')}"
        record.args = ()
        return True
