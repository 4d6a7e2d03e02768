# `make` alone lists what there is. Needs Python 3.11 or newer and, the first time, the way to PyPI.

PORT ?= 8000
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM
# In several processes, each with a database and a browser of its own.
PYTEST ?= --numprocesses=auto --maxprocesses=4 --dist=worksteal

PYTHON ?= $(shell for name in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin

DEMO := DEMO=1 PUBLIC_URL=http://127.0.0.1:$(PORT)
LOCK := uv pip compile --quiet --universal --generate-hashes --upgrade --python-version 3.11 \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

.PHONY: help run test pytest trust check system-packages bench messages screenshots lock

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp  ## open the application with the real data on http://127.0.0.1:8000 (or PORT=…)
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py createcachetable --verbosity 0
	@$(DEMO) $(BIN)/python manage.py load_reference
	@$(DEMO) $(BIN)/python manage.py load_demo
	@$(DEMO) $(BIN)/python manage.py serve --port $(PORT)

test: check pytest  ## run every check and every test (TEST_DATABASE_URL=postgres://… for PostgreSQL)

pytest: .venv/test.stamp
	$(BIN)/pytest $(PYTEST) $(PYTEST_MORE)

trust: .venv/test.stamp  ## show with full figures that no update is lost (TEST_DATABASE_URL=postgres://… for PostgreSQL)
	TRUST=full $(BIN)/pytest tests/trust --timeout=0 --capture=no --verbose

check: .venv/test.stamp system-packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	DEMO=1 DATABASE_URL=sqlite:// $(BIN)/python manage.py makemigrations --check --dry-run

# What the tests need and Python cannot bring: a browser, and xgettext for the catalogue.
system-packages:
	@{ test -x "$(CHROMIUM)" && command -v xgettext; } >/dev/null \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing chromium and gettext …" \
		&& apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium gettext >/dev/null; } \
	|| { echo "The tests need Chromium ($(CHROMIUM), or name yours with CHROMIUM=…) and gettext: install them." >&2; exit 1; }

bench: .venv/test.stamp  ## measure the table page, edits, the workbook and its return at 100, 1,000 and 10,000 actions
	$(BIN)/python -m benchmarks

messages: .venv/test.stamp  ## gather the strings to translate and compile the catalogues
	DEMO=1 $(BIN)/python manage.py makemessages --all --no-location --no-obsolete --ignore=tests --ignore=.venv
	DEMO=1 $(BIN)/python manage.py compilemessages --ignore=.venv

screenshots: .venv/test.stamp system-packages  ## take the README's pictures again
	$(BIN)/python -m docs.screenshots

lock:  ## renew requirements.lock and requirements-dev.lock within pyproject.toml (needs uv)
	$(LOCK) --output-file requirements.lock
	$(LOCK) --output-file requirements-dev.lock --extra dev --constraint requirements.lock

.venv/run.stamp: requirements.lock | $(BIN)/python
	@echo "Installing the application …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/test.stamp: requirements-dev.lock | $(BIN)/python
	@echo "Installing the application and what its tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Name one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
	|| { rm -rf .venv; echo "The environment could not be made; on Debian, install python3-venv first." >&2; exit 1; }
