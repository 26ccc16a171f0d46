# Every target works in a fresh clone. It needs Python 3.11, 3.12 or 3.13; `test`, `quick`, `watch` and `lint` also use
# Node 20. `run` and `serve` install what the site needs; the others also what tests and linters need.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
SERVER := $(BIN)/python -m chatsite --port $(PORT)

# Packages for the accessibility tests. Without npm these tests are skipped.
NODE_MODULES := $(if $(shell command -v npm),node_modules/.installed)

.PHONY: setup site run serve quick test watch faults nemesis lint bench screenshots lock messages types check-port

# Fails unless a Python can run the site. `import pip` fails in a virtual environment that was left half made.
FITS := import sys, pip; sys.exit(sys.version_info < (3, 11))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

# A .venv of another Python, or half of one, is made anew.
ifneq ($(shell $(BIN)/python -c '$(FITS)' 2>/dev/null && echo fits),fits)
.PHONY: .venv/.installed
endif

setup: .venv/.installed-dev

site: .venv/.installed

.venv/.installed: requirements.txt
	@$(BIN)/python -c '$(FITS)' 2>/dev/null || { \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "Chatsite needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
			echo "Install one of them, then name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }; \
		$(PYTHON) -m venv --clear .venv; }
	$(PIP) -r requirements.txt
	touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	touch $@

check-port:
	@case "$(PORT)" in ""|*[!0-9]*|??????*) false;; esac && [ "$(PORT)" -ge 1 ] && [ "$(PORT)" -le 65535 ] || { \
		echo "PORT must be a number from 1 to 65535, not '$(PORT)'." >&2; exit 1; }

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund
	touch $@

run: export DEBUG ?= 1
run: check-port site
	$(BIN)/python manage.py migrate --verbosity 0
	@echo "Chatsite is at http://127.0.0.1:$(PORT) — stop it with Ctrl+C."
	$(SERVER)

serve: export DEBUG ?= 0
serve: check-port site
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	$(SERVER)

# The unit tests of Python and JavaScript, in about a minute. They need no service and no browser.
quick: setup
	$(BIN)/python -m tests.run quick

# Every test except the long fault tests: a quarter to half an hour on two cores. Missing services are skipped.
test: setup $(NODE_MODULES)
	$(BIN)/python -m tests.run

# Runs the tests of a file when you save it.
watch: setup
	$(BIN)/python -m tests.watch

# Break servers, stores and networks under load, and write the results into docs/reliability.md. Takes half an hour.
faults: setup
	rm -f .faults/results.jsonl
	$(BIN)/python -m pytest -q -s -m faults tests/faults
	$(BIN)/python -m tests.faults.report

# Run a random mix of faults: `make nemesis SEED=7 MINUTES=30`. The same seed repeats the same faults.
nemesis: export SEED ?= 1
nemesis: export MINUTES ?= 5
nemesis: setup
	$(BIN)/python -m pytest -q -s tests/faults/nemesis.py

lint: setup node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	git ls-files -z 'templates/**/*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2
	npm run --silent lint
	npm run --silent typecheck

# Benchmark the site and others. Takes 15 minutes or more; `.venv/bin/python -m benchmarks --help` lists shorter runs.
bench: setup
	$(BIN)/python -m benchmarks

# Take screenshots of every page and panel in both themes, languages and sizes, into screenshots/. Takes ten minutes.
screenshots: setup
	$(BIN)/python -m tests.browser.screenshots

# Run after changing requirements*.in.
lock:
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt

# Run after changing any user-visible text (needs gettext). Translate the new texts in chat/locale, then run it again.
MESSAGES := --locale zh_Hans --no-location --no-wrap --no-obsolete \
	--ignore node_modules --ignore tests --ignore benchmarks --ignore data --ignore docs
messages:
	$(BIN)/python manage.py makemessages $(MESSAGES)
	$(BIN)/python manage.py makemessages $(MESSAGES) --domain djangojs
	$(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv --ignore node_modules

# After a change of the models in chat/protocol: writes their JSDoc types into static/js/wire_types.js.
types: setup
	$(BIN)/python manage.py js_types
