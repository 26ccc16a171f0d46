#!/bin/sh
# Every test: the whole suite over SQLite, the parts that touch a store again over PostgreSQL and Redis, the scripts in Node.
# Where a service is missing its tests say so and are skipped; with CI=true they fail instead. The long fault tests are left to
# `make faults`.
set -eu
cd "$(dirname "$0")/.."
unset DATABASE_URL REDIS_URL DEBUG DATA_DIR STATIC_ROOT

pytest() { .venv/bin/python -m pytest -q "$@"; }

node_tests() {
    if command -v node >/dev/null; then
        node --test --test-reporter=dot $(find tests/js -name '*.test.js')
    elif [ "${CI:-}" = true ]; then
        echo "Node is missing." >&2
        return 1
    else
        echo "Node is missing: the scripts' tests are skipped."
    fi
}

node_tests
if .venv/bin/python -m tests.support.services; then
    DATABASE_URL=${TEST_DATABASE_URL:-postgres://root@127.0.0.1:5432/postgres} \
        REDIS_URL=${TEST_REDIS_URL:-redis://127.0.0.1:6379/15} \
        pytest tests/models tests/queries tests/actions tests/delivery tests/realtime tests/api \
        tests/management tests/admin tests/test_access.py
elif [ "${CI:-}" = true ]; then
    exit 1
fi
pytest -m "not long"
