"""How gunicorn serves Scrutiny; it reads this file by itself. WEB_CONCURRENCY sets the number of workers."""

import os
from typing import Any

# No page multiplies matrices: a library that spreadsheets are read with would start a thread for each core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
# Loaded once, before the workers: each begins with everything in memory and shares it with the others.
preload_app = True
# A worker's memory levels off; this is for what nobody has thought of. Not all of them at the same moment.
max_requests = 5000
max_requests_jitter = 1000
# Workers prove that they are alive by touching a file: in memory, so that a slow disk cannot make them look dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
# Scrutiny prints its own line for each request, without the address.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Before the first worker is forked; those that come later are forked from the same process."""
    from scrutiny.warm_up import warm_up
    from scrutiny.wsgi import application

    warm_up(application)
