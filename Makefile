# Everything runs in .venv, which the first target that needs it sets up; a stamp makes later runs quick.
#   make test        the quick suite            make demo        the main job on the backpropagation page
#   make lint        ruff and mypy              make bench       timings (SMOKE=1: a bounded slice)
#   make slow-test   what is too long for the quick suite
#   make audit       our five lectures: exit status 1 for what their pages do not acknowledge
#   make audit-pages slips planted into 500 generated pages, all to be found
#   make bench-check  10,000 pairs of answers with a known truth, against SymPy and Math-Verify (if installed)
#   make fuzz        property tests and hostile answers, long (SECONDS=300 each of two processes; SMOKE=1: a slice)
#   make fuzz-coverage  the same, led by coverage (installs atheris)      make torch-test  against PyTorch (installs it)
#   make numba-test, make jax-test  the backends against NumPy (installs them)
#   make optax-test  optimizers against optax (installs it)
#   make sklearn-test  scikit-learn's own checks of our estimators (installs it)

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TORCH_STAMP := $(VENV)/.installed-torch
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2
# The first interpreter that runs and is new enough (a pyenv shim may exist and not run).
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: test demo lint format bench bench-check fuzz fuzz-coverage audit audit-pages slow-test torch-test jax-test numba-test optax-test sklearn-test clean
.DEFAULT_GOAL := test

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "symgrad needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all]'
	@touch $@

# A build without GPU libraries is enough: make torch-test TORCH='torch==2.13.0+cpu'
TORCH ?= torch
$(TORCH_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '$(TORCH)'
	@touch $@

OPTAX_STAMP := $(VENV)/.installed-optax
$(OPTAX_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[optax]'
	@touch $@

# The extras of the backends: numba and jax.  Tests of a library that is missing are skipped, so that is an error here.
EXTRA_STAMP := $(VENV)/.installed-extra-
$(EXTRA_STAMP)%: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]' \
	  || { echo "the extra '$*' could not be installed: nothing is tested with it" >&2; exit 1; }
	@touch $@

SKLEARN_STAMP := $(VENV)/.installed-sklearn
$(SKLEARN_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[sklearn]'
	@touch $@

test: $(STAMP)
	$(PYTEST) -n $(WORKERS)

demo: $(STAMP)
	$(BIN)/symgrad demo

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy symgrad

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-check: $(STAMP)
	$(BIN)/python benchmarks/checking.py --markdown $(if $(SMOKE),--smoke)

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py $(if $(SMOKE),--smoke)

SECONDS ?= 300
fuzz: $(STAMP)
	$(if $(SMOKE),,$(PYTEST) -m hypothesis --hypothesis-profile=fuzz -n $(WORKERS))
	$(BIN)/python tests/fuzz_checker.py --seconds $(if $(SMOKE),20 --seed 1,$(SECONDS)) --workers $(WORKERS)
	for target in read page audit assignment submissions; do \
	  $(BIN)/python tests/fuzz_checker.py --target $$target --seconds $(if $(SMOKE),4 --seed 1,30) --workers $(WORKERS) || exit 1; \
	done

fuzz-coverage: $(EXTRA_STAMP)fuzz
	$(BIN)/python tests/fuzz_checker.py --atheris --seconds $(SECONDS)

audit: $(STAMP)
	$(BIN)/symgrad audit derivations/ --no-cache

# 250 pages of each of two sorts, a slip on each
audit-pages: $(STAMP)
	$(BIN)/python tests/audit_pages.py 250

slow-test: $(STAMP)
	$(PYTEST) -m slow -n $(WORKERS)

torch-test: $(TORCH_STAMP)
	$(BIN)/python -c 'import torch'
	$(PYTEST) -m torch -n $(WORKERS)

numba-test: $(EXTRA_STAMP)numba
	$(BIN)/python -c 'import numba, scipy'
	$(PYTEST) -m numba -n $(WORKERS)

jax-test: $(EXTRA_STAMP)jax
	$(BIN)/python -c 'import jax'
	$(PYTEST) -m jax -n $(WORKERS)

optax-test: $(OPTAX_STAMP)
	$(PYTEST) -m optax

sklearn-test: $(SKLEARN_STAMP)
	$(PYTEST) -m sklearn

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
