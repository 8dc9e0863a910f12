"""Pages of a council that are drawn once and kept, compressed too, in the memory of a worker.

What a page is kept under says all that it depends on: its address, who reads it and what they hold, the day, the
release, and the council's counter of changes, which the database raises in the transaction of every write (migration
0010). So nothing that is stale or another reader's can be shown, two workers agree without speaking to each other, and
a write to one council leaves the pages of the others. A page bears its reader's name and the token of their forms: it
is kept for them alone. People who have not signed in share theirs.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property, lru_cache, wraps
from threading import Lock

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_SESSION_KEY
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from kpis.readings.councils import council_state
from kpis.web.asking import roles_of, viewer_of
from kpis.web.caching import for_its_reader

LONGEST_QUERY = 300
"""Characters of an address that is kept; nobody reads a longer one twice."""
OF_ANYBODY = "public, max-age=60"

View = Callable[..., HttpResponse]


class KeptPage:
    """A page as bytes, and the same compressed once somebody takes it so."""

    def __init__(self, plain: bytes, content_type: str) -> None:
        self.plain = plain
        self.content_type = content_type

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.plain, 6, mtime=0)

    @property
    def size(self) -> int:
        """Bytes; compressed it takes a tenth more."""
        return len(self.plain) * 11 // 10


class Pages:
    """The pages that a worker keeps: those read last, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.lock = Lock()
        self.pages: OrderedDict[str, KeptPage] = OrderedDict()

    def get(self, key: str) -> KeptPage | None:
        with self.lock:
            found = self.pages.get(key)
            if found is not None:
                self.pages.move_to_end(key)
            return found

    def put(self, key: str, page: KeptPage) -> None:
        with self.lock:
            before = self.pages.pop(key, None)
            self.size += page.size - (before.size if before else 0)
            self.pages[key] = page
            while self.size > self.most and self.pages:
                self.size -= self.pages.popitem(last=False)[1].size

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0


PAGES = Pages(settings.KEPT_PAGES_BYTES)


def kept(view: View) -> View:
    """For a view of a council whose answer depends on nothing but what is in the key. Refusals are not kept."""

    @wraps(view)
    def answer(request: HttpRequest, council: str, **named: str) -> HttpResponse:
        key = _key(request, council)
        if key is None:
            return view(request, council, **named)
        if _is_same(request, key):
            return _signed(HttpResponse(status=304), request, key)
        page = PAGES.get(key)
        if page is None:
            drawn = view(request, council, **named)
            if drawn.status_code != 200 or drawn.cookies:
                return drawn
            page = KeptPage(drawn.content, drawn["Content-Type"])
            PAGES.put(key, page)
        return _signed(_response(request, page), request, key)

    return answer


def _key(request: HttpRequest, council: str) -> str | None:
    """All that a page depends on, as a digest; None for what is not kept."""
    if request.method not in ("GET", "HEAD") or connection.in_atomic_block:
        return None
    reader, query = _reader(request), request.META.get("QUERY_STRING", "")
    if reader is None or len(query) > LONGEST_QUERY:
        return None
    state = council_state(council, viewer_of(request))
    if state is None:
        return None
    where = (request.scheme, request.get_host(), request.path, query)
    parts = (where, reader, state, timezone.localdate().isoformat(), release())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _reader(request: HttpRequest) -> tuple[object, ...] | None:
    """Who reads: nobody in particular, or a person with what they hold and the secret of their forms. None where the
    page would bear more than that: a message, or a secret that the reader has not been given yet."""
    user = request.user
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ()
    if not user.is_authenticated or "messages" in request.COOKIES or request.session.get("_messages"):
        return None
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME) or request.session.get(CSRF_SESSION_KEY)
    if not secret:
        return None
    names = (user.get_full_name(), user.get_username(), user.is_staff)
    return (user.pk, names, tuple(sorted(map(repr, roles_of(request)))), secret)


def _is_same(request: HttpRequest, key: str) -> bool:
    """Whether the reader has this very page; proxies that compress mark the tag as weak."""
    tags = request.META.get("HTTP_IF_NONE_MATCH", "").split(",")
    return f'"{key}"' in [tag.strip().removeprefix("W/") for tag in tags]


def _response(request: HttpRequest, page: KeptPage) -> HttpResponse:
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return HttpResponse(page.plain, content_type=page.content_type)
    response = HttpResponse(page.packed, content_type=page.content_type)
    response["Content-Encoding"] = "gzip"
    return response


def _signed(response: HttpResponse, request: HttpRequest, key: str) -> HttpResponse:
    """The answer with its tag and with who may keep it: of what holds small numbers, nobody."""
    response["ETag"] = f'"{key}"'
    if not request.user.is_authenticated:
        response["Cache-Control"] = OF_ANYBODY
    elif not viewer_of(request).small_numbers:
        for_its_reader(response)
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    return response


@lru_cache(maxsize=1)
def release() -> str:
    """What the code and the templates are, so that no reader keeps a page of another release."""
    files = [*settings.BASE_DIR.glob("kpis/**/*.py"), *settings.BASE_DIR.glob("templates/**/*.*")]
    text = "".join(f"{each}{each.stat().st_mtime_ns}" for each in sorted(files))
    return hashlib.sha256(text.encode()).hexdigest()
