#!/bin/sh
# Brings the database up to date, then serves. Anything after the image's name is run instead of the server:
#   docker compose run --rm web python manage.py createsuperuser
set -eu

# The C library keeps up to eight pools of freed memory for each core; two are enough for a worker's four threads.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"

if [ "$#" -gt 0 ]; then
    exec "$@"
fi

python manage.py migrate --noinput
exec gunicorn scrutiny.wsgi
