"""What keeps the program from starting or a command from running: one sentence with its remedy, and no traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

STATUS = 3
"""By which gunicorn knows that a worker cannot start, and does not try again for ever."""
CANNOT = "Scrutiny cannot start. "
REMEDY = "Look whether it runs, whether its address is right (DATABASE_URL), and whether there is room on its disk."


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Ends the process with the sentence; with --traceback, as Python would."""
    try:
        yield
    except Exception as error:
        text = sentence(error)
        if not text or "--traceback" in sys.argv:
            raise
        sys.stderr.write(f"{text}\n")
        raise SystemExit(STATUS) from None


def sentence(error: Exception) -> str:
    """What is wrong and what to do about it; blank for a fault of the program, whose traceback is needed."""
    if isinstance(error, ImproperlyConfigured):
        return f"{CANNOT}{error}"
    from kpis.web.unavailable import why_unavailable  # not before settings have been read

    if not why_unavailable(error):
        return ""
    if isinstance(error, OSError):
        return f"{why_unavailable(error)} {error}"
    return f"{why_unavailable(error)} It says: {' '.join(str(error).split())}. {REMEDY}"
