# Set-up, checks and the two everyday commands, `make serve` and `make test`.
# Needs make, git and any Python from 3.11 on; everything else goes into .venv and web/.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python that is new enough, unless one is named: make PYTHON=/path/to/python3 serve
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo $$p; break; fi; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
# A stamp bears the checksum of what it was made from, so nothing is set up twice, and
# everything is when a lock changes, whatever the clock says.
checksum = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
RUN := .venv/.set-up/run-$(call checksum,requirements.txt pyproject.toml)
DEV := .venv/.set-up/dev-$(call checksum,requirements-dev.txt pyproject.toml)
# Node is looked for once a virtual environment: what was set up with another may be gone.
NODE := .venv/.set-up/node-$(call checksum,requirements-node.txt web/assets.py)
ASSETS := web/static/vendor/.made-$(call checksum,web/package-lock.json web/assets.py)
MESSAGES := $(patsubst %.po,%.mo,$(wildcard web/translations/*/LC_MESSAGES/*.po))

# One more than there are processors: tests wait for browsers and servers a third of the time.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
PYTEST_OPTIONS ?= -n $(WORKERS) --dist loadfile

.PHONY: help
help: ## this list
	@echo "make serve    builds the graph from data/ and serves it on this machine"
	@echo "make test     every check: style, types, imports, tests, pages in a browser"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | sort \
		| awk -F '|' '{ printf "  %-18s %s\n", $$1, $$2 }'

.PHONY: serve
serve: $(ASSETS) build ## set up what is missing, build, serve
	$(BIN)/kg serve

.PHONY: build
build: $(RUN) $(MESSAGES) ## bring var/ up to date with data/ and ontology/
	$(BIN)/kg build

.PHONY: test
test: browser lint $(ASSETS) $(MESSAGES) ## lint, then the whole of tests/
	$(BIN)/pytest $(PYTEST_OPTIONS)

.PHONY: lint
lint: $(DEV) ## style, layout, types, and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(DEV) ## lay out the code and mend what can be mended by rule
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(DEV) ## measure (tests/bench), on a quiet machine
	@set -e; for script in $(wildcard tests/bench/*_bench.py); do \
		echo "$$script"; $(BIN)/python $$script; done
	@if [ -n "$(wildcard tests/bench/test_*.py)" ]; then \
		$(BIN)/pytest tests/bench --benchmark-enable --benchmark-only; fi

.PHONY: setup
setup: $(DEV) $(ASSETS) $(MESSAGES) ## everything that serve and test need
	@echo "Everything is set up."

.PHONY: assets
assets: $(ASSETS) ## what the pages load in the browser, into web/static/vendor

.PHONY: node
node: $(RUN) ## node and npm into .venv, for a machine without new enough ones
	@echo "Set-up: node and npm into .venv ..."
	@$(PIP) --require-hashes -r requirements-node.txt

.PHONY: lock
lock: $(DEV) ## write the lock files anew; UPGRADE=--upgrade takes newer versions
	$(COMPILE) pyproject.toml --extra install -o requirements.txt
	$(COMPILE) pyproject.toml --extra install --extra dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
	cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm install --package-lock-only
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --fork-strategy fewest --generate-hashes $(UPGRADE)

.PHONY: browser
browser: # the browser tests' Chromium and Korean letters, or how to get them; what else is missing
	@if command -v chromium >/dev/null && fc-list :lang=ko 2>/dev/null | grep . >/dev/null; then :; else \
		echo "The browser tests need Chromium and a font with Korean letters." >&2; \
		echo "On Debian: make browser-packages, which runs" >&2; \
		echo "  apt-get update && apt-get install -y --no-install-recommends $(BROWSER) $(call packages,$(STRANGERS))" >&2; \
		exit 1; fi
	@lacking=; for stranger in $(STRANGERS); do \
		command -v "$${stranger%:*}" >/dev/null || lacking="$$lacking $${stranger#*:}"; done; \
	if [ -n "$$lacking" ]; then \
		echo "Some tests are skipped without:$$lacking." >&2; \
		echo "On Debian: make browser-packages, or" >&2; \
		echo "  apt-get update && apt-get install -y --no-install-recommends$$lacking" >&2; fi

BROWSER := chromium fonts-noto-cjk fontconfig
# Programs of others that tests ask or are asked by, and the package each is in.
STRANGERS := roqet:rasqal-utils virtuoso-t:virtuoso-opensource openssl:openssl curl:curl
packages = $(foreach stranger,$(1),$(lastword $(subst :, ,$(stranger))))
.PHONY: browser-packages
browser-packages: ## Debian's packages for the tests (as root)
	@if [ "$$(id -u)" != 0 ]; then \
		echo "This installs packages of the system: run it as root (sudo make $@)." >&2; exit 1; fi
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(BROWSER)
	for package in $(call packages,$(STRANGERS)); do \
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$package || \
		echo "$$package is not to be had here: its tests are skipped." >&2; done

.PHONY: clean
clean: ## remove what was set up or cached; var/ (the archive) stays
	rm -rf .venv web/node_modules web/static/vendor web/static/vendor.new build *.egg-info \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks
	find kg web tests -name __pycache__ -prune -exec rm -rf {} +
	find web/translations -name '*.mo' -delete

# --- set-up, each step once --------------------------------------------------------------------

$(BIN)/python:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		2>/dev/null; then \
		found="$$($(or $(PYTHON),python3) --version 2>/dev/null || echo none)"; \
		echo "Python 3.11 or later is needed; found: $$found." >&2; \
		echo "Install one (Debian: apt-get install python3 python3-venv), or name it:" >&2; \
		echo "  make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; fi
	@echo "Set-up: virtual environment .venv ($$($(PYTHON) --version)) ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "No virtual environment could be made. Debian: apt-get install python3-venv" >&2; \
		exit 1; }

$(RUN): | $(BIN)/python
	@echo "Set-up: Python packages (about half a minute the first time) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-index --no-deps --no-build-isolation -e .
	@mkdir -p $(@D) && rm -f $(@D)/run-* && touch $@

$(DEV): $(RUN)
	@echo "Set-up: Python packages for the checks and tests ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@mkdir -p $(@D) && rm -f $(@D)/dev-* && touch $@

# As a file, not as web.assets: set-up does not import the pages. -P keeps web/ off the path.
$(NODE): | $(RUN)
	@$(BIN)/python -P web/assets.py --find-node >/dev/null 2>&1 || $(MAKE) --no-print-directory node
	@mkdir -p $(@D) && rm -f $(@D)/node-* && touch $@

$(ASSETS): | $(NODE)
	@$(BIN)/python -P web/assets.py
	@touch $@

%.mo: %.po | $(RUN)
	@$(BIN)/pybabel --quiet compile -i $< -o $@
