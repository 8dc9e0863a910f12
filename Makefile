# What a developer types. Needs make and Python 3.11 or later; nothing is installed outside .venv.

PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes
CODE := manage.py gunicorn.conf.py scrutiny kpis tests
# The address and key of an installation that does not exist: for the checks of a production configuration.
AS_PRODUCTION = SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=scrutiny.example DATABASE_URL=sqlite://:memory: DEBUG=0 DEMO=0

.PHONY: help demo test check fix bench pins clean-demo

help:
	@echo "make demo    set up and serve the demonstration (PORT=8000)"
	@echo "make test    run the tests (DATABASE_URL chooses the database)"
	@echo "make check   lint, formatting, types, migrations, production configuration"
	@echo "make fix     put right what the linter and the formatter can"
	@echo "make bench   measure the speed of the main pages"
	@echo "make pins    renew requirements*.txt from pyproject.toml (needs uv)"

$(BIN)/.made:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the environment in $(VENV) ..."
	@"$(PYTHON)" -m venv $(VENV) || { echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

$(BIN)/.runtime: requirements.txt $(BIN)/.made
	@echo "Installing what Scrutiny needs ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.made
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

demo: export DEMO = 1
demo: $(BIN)/.runtime
	@$(BIN)/python manage.py migrate --noinput --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(BIN)/python manage.py demo
	@echo "Scrutiny is at http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"
	@$(BIN)/python manage.py work & worker=$$!; \
		$(BIN)/gunicorn --bind 127.0.0.1:$(PORT) scrutiny.wsgi & server=$$!; \
		trap 'kill $$server $$worker 2>/dev/null' INT TERM EXIT; \
		wait $$server; status=$$?; kill $$worker 2>/dev/null; wait $$server $$worker 2>/dev/null; trap - EXIT; exit $$status

test: $(BIN)/.dev
	@$(BIN)/python -m pytest -q -n 2 $(ARGS)

check: $(BIN)/.dev
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy scrutiny kpis
	@$(AS_PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(AS_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

fix: $(BIN)/.dev
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: $(BIN)/.runtime
	@DEMO=1 $(BIN)/python manage.py bench

PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml
pins:
	@$(PIN) -o requirements.txt > /dev/null
	@$(PIN) --extra dev -c requirements.txt -o requirements-dev.txt > /dev/null

clean-demo:
	@rm -rf db.sqlite3 db.sqlite3-shm db.sqlite3-wal .demo
