# Every command of the project. `make` lists them; each one sets up what it needs.

PYTHON    ?= python3.11
VENV      := .venv
BIN       := $(VENV)/bin
SETUP     := .make/setup
MACHINE   := .make/machine
PACKAGE   := build/package

# One machine
PORT      ?= 8000
SMTP_PORT ?= 2525
DATA      ?= var
DEMO      ?= 1

# AWS
STAGE      ?=
PARAMETERS ?=

# Tests: how many run side by side, and what else pytest should know
WORKERS ?= 2
ARGS    ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check format package bench deploy constraints clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(SETUP) ## create .venv with everything pinned

$(MACHINE): requirements.txt requirements-local.txt constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --requirement requirements-local.txt
	@mkdir -p $(@D) && touch $@

$(SETUP): $(MACHINE) requirements-dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

run: export PORT := $(PORT)
run: export SMTP_PORT := $(SMTP_PORT)
run: export DATA := $(DATA)
run: export DEMO := $(DEMO)
run: $(MACHINE) ## serve on this machine (PORT=8000 SMTP_PORT=2525 DATA=var DEMO=1)
	@exec $(BIN)/python -m infra.local

# Side by side every process must collect the same tests in the same order, sets included.
test: export PYTHONHASHSEED := 0
test: $(SETUP) ## run every test (ARGS='-k word' for some)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

check: $(SETUP) ## format, lint, types, import floors, templates, completeness
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/test_floors.py tests/test_completeness.py tests/infra/aws
	$(BIN)/python -m tools.package $(PACKAGE)

format: $(SETUP) ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

package: $(SETUP) ## build the Lambda zip and the merged template, and check both
	$(BIN)/python -m tools.package $(PACKAGE)

bench: $(SETUP) ## the benchmarks, as a table
	$(BIN)/python -m tools bench

deploy: $(SETUP) ## package and deploy to the caller's AWS account (STAGE=… PARAMETERS='MailDomain=…')
	@test -n "$(STAGE)" || { echo "Say where to: make deploy STAGE=staging" >&2; exit 2; }
	$(BIN)/python -m tools.package $(PACKAGE)
	$(BIN)/python -m tools.deploy --package $(PACKAGE) --stage $(STAGE) $(PARAMETERS)

constraints: ## pin everything anew to what the requirements resolve to today
	rm -rf build/constraints && $(PYTHON) -m venv build/constraints
	sed '/^-c /d' requirements.txt > build/constraints/requirements.txt
	sed '/^-[cr] /d' requirements-local.txt requirements-dev.txt > build/constraints/requirements-dev.txt
	build/constraints/bin/python -m pip install --upgrade \
	    --requirement build/constraints/requirements.txt --requirement build/constraints/requirements-dev.txt
	{ head -n 1 constraints.txt; build/constraints/bin/python -m pip freeze --all; } > build/constraints/new.txt
	mv build/constraints/new.txt constraints.txt

clean: ## remove what can be made again; data under var/ stays
	rm -rf $(VENV) .make build .chalice/deployments .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
