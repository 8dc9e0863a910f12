"""How gunicorn serves Scrutiny; it reads this file by itself. WEB_CONCURRENCY sets the number of workers."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
# Workers prove that they are alive by touching a file: in memory, so that a slow disk cannot make them look dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
# Scrutiny prints its own line for each request, without the address.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
