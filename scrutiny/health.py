"""/healthz: is this process up, and does its database answer?"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ADDRESS = "/healthz"
Handler = Callable[[HttpRequest], HttpResponse]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 `ok` if the database answers, else 503 `database unavailable`. Public, and reads no session."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def answer_probes(get_response: Handler) -> Handler:
    """Middleware that answers /healthz before the host is checked.

    A container platform probes by address (http://10.0.0.7:8000/healthz), a name that belongs in nobody's
    ALLOWED_HOSTS; its probe speaks http, which is why settings.py exempts /healthz from the redirect to TLS.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path_info == ADDRESS else get_response(request)

    return middleware
