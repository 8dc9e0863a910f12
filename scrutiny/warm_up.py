"""The first page of a worker takes as long as its others: what pages are made of is there before anybody asks.

Runs once, in the process from which all workers are forked, so that they share what it loads. It reads the database
where there is one, writes nothing, and asks nothing of the network. Nothing that fails here keeps the site from
starting: the page that needs it will say so.
"""

import datetime as dt
import gc
import logging
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DatabaseError, connections
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from kpis.charts import Chart, Point, Series, interactive

LOG = logging.getLogger("scrutiny.work")
COLLECT = (10_000, 10, 10)
"""When Python looks for what only its own cycles hold. What is loaded here is never looked through again, so that it
may look often: what is left of pages that have been answered would take more memory than the pages."""
CHART = Chart("A chart", "", "", (Series("", (Point(dt.date(2019, 3, 31), "2018/19", Decimal(1), "1"),)),))
"""Any: the library that draws charts loads its parts when the first is drawn, also where no council is public."""
NOWHERE = "/there-is-no-such-council/"
OF_A_COUNCIL = ("council", "scorecard", "scorecard_csv", "scorecard_xlsx", "changes")
OF_A_MEASURE = ("measure", "measure_chart", "measure_data")


def warm_up(application: WSGIHandler) -> None:
    """Load every view, compile every template, and make each kind of page once."""
    get_resolver().reverse_dict  # noqa: B018 - imports what every address leads to
    for name in template_names():
        _compile(name)
    for address in pages():
        _make(address, application)
    interactive.figure(CHART)
    connections.close_all()  # a worker must not share one with another
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


def template_names() -> Iterator[str]:
    """The product's own; those of libraries that they include come along."""
    folder = settings.BASE_DIR / "templates"
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))


def _compile(name: str) -> None:
    try:
        get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError) as error:
        LOG.info("not warmed up: %s (%s)", name, type(error).__name__)


def pages() -> Iterator[str]:
    """An address of each kind of page that is read most; those of a council where there is one."""
    yield from map(reverse, ("home", "how_it_works", "account_login"))
    yield NOWHERE
    yield from _of_a_council()


def _of_a_council() -> Iterator[str]:
    from kpis.models import Measure  # once the apps are ready

    try:
        found = Measure.objects.filter(council__visibility="public").values_list("council__slug", "ref").first()
    except DatabaseError as error:
        LOG.info("not warmed up: the database (%s)", type(error).__name__)
        return
    if found:
        yield from (reverse(name, args=found[:1]) for name in OF_A_COUNCIL)
        yield from (reverse(name, args=found) for name in OF_A_MEASURE)


def _make(address: str, application: WSGIHandler) -> None:
    """Through the whole of the middleware, as a visitor without a session; without a line in the log."""
    logging.disable()
    try:
        response = application.get_response(WSGIRequest(_environment(address)))
    finally:
        logging.disable(logging.NOTSET)
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.info("not warmed up: %s (%d)", address, response.status_code)


def _environment(address: str) -> dict[str, Any]:
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": "https",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
    }
