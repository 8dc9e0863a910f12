#!/bin/sh
# Brings the database up to date, then serves. Anything after the image's name is run instead of the server:
#   docker compose run --rm web python manage.py createsuperuser
set -eu

if [ "$#" -gt 0 ]; then
    exec "$@"
fi

python manage.py migrate --noinput
exec gunicorn scrutiny.wsgi
