# Bookworm by name: its pg_dump is of PostgreSQL 15, as is the database in docker-compose.yml. A newer one writes
# backups that a server of version 15 refuses.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BIND=0.0.0.0:8000

# Pango and HarfBuzz set the PDF of a committee paper; the fonts are those of its text, charts and emoji.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-15 \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-dejavu-core fonts-liberation fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --no-create-home scrutiny

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY manage.py gunicorn.conf.py ./
COPY docker/entrypoint.sh docker/entrypoint.sh
COPY scrutiny scrutiny
COPY kpis kpis
COPY templates templates
COPY static static

# Settings refuse to load without a key; this one is thrown away with the command.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" ALLOWED_HOSTS=build \
    python manage.py collectstatic --noinput

USER scrutiny
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["/app/docker/entrypoint.sh"]
