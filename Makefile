# Two commands: `make run` starts Weft on this machine, `make test` checks everything that we promise.
PYTHON ?= python3
BIN := .venv/bin
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
# Without compiled files each test process, and each Weft that a test starts, would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=
# Some tests wait for a lease to end, or for a server to start: one more than there are cores uses that time.
WORKERS ?= 2

.PHONY: run test check types tests screenshots messages bench soak example clean

run: .venv/installed
	@$(BIN)/weft serve $(if $(EXAMPLE),--example)

test: .venv/installed-for-tests .venv/browser
	@$(MAKE) --no-print-directory check types tests

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

tests:
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(PYTEST)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --on postgresql $(PYTEST)

screenshots: .venv/installed-for-tests .venv/browser
	$(BIN)/python -m tests.screenshots docs/pictures

messages: .venv/installed-for-tests
	$(BIN)/python -m tests.messages

bench: .venv/installed-for-tests
	$(BIN)/python -m bench

# KILLS, INPUTS and SEED can be given: make soak KILLS=1000 SEED=7
KILLS ?= 200
INPUTS ?= 100000
SEED ?= 1

soak: .venv/installed-for-tests
	$(BIN)/python -m tests.soak --kills $(KILLS) --inputs $(INPUTS) --seed $(SEED)

clean:
	rm -rf .venv .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# uv comes from the machine or, where it has none, from the package index into .venv itself.
.venv/uv:
	@$(PYTHON) .ci/uv.py .venv

.venv/installed: .venv/uv uv.lock pyproject.toml
	@$$(cat .venv/uv) sync --locked --no-dev --inexact --quiet
	@touch $@

.venv/installed-for-tests: .venv/uv uv.lock pyproject.toml
	@$$(cat .venv/uv) sync --locked --inexact --quiet
	@touch $@

.venv/browser: .venv/installed-for-tests
	@sh .ci/browser.sh
	@touch $@
