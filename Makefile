# Two commands do everything on a fresh machine: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard publisher/translations/*/LC_MESSAGES/*.po))
ASSETS := site/website/static/lightwell.css
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# The day on which the demonstration county lives, whatever the clock of the machine says.
DAY := 2026-03-31

.DELETE_ON_ERROR:
.PHONY: run test check bench assets catalogues locks texts reference clean

run: $(VENV)/.installed $(ASSETS) catalogues
	@$(BIN)/lightwell publish --as-of $(DAY) --future --note "make run" || [ $$? = 1 ]
	@$(BIN)/lightwell dialogue demonstrate
	@$(BIN)/lightwell serve --host 127.0.0.1 --port 8000

test: $(VENV)/.tested $(ASSETS) catalogues
	$(BIN)/python -m pytest -n 2 $(TESTS)

check: $(VENV)/.tested catalogues
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive site publisher search_index

bench: $(VENV)/.tested $(ASSETS) catalogues
	@for file in publish validation supervision search dialogue dialogue_storage; do \
	  $(BIN)/python benchmarks/$$file.py || exit 1; \
	done

assets: $(ASSETS)

catalogues: $(CATALOGUES)

# The locked dependencies, with hashes; pip takes them from wherever it is set up to.
locks:
	for name in run build test; do \
	  $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --output-file requirements/$$name.txt requirements/$$name.in; \
	done

# New texts into the catalogues of translations.
texts: $(VENV)/.tested
	@mkdir -p .cache
	$(BIN)/pybabel --quiet extract --mapping babel.cfg --keywords "message tr translate" --no-location \
	  --sort-output --omit-header --output .cache/texts.pot . 
	for file in publisher/translations/*/LC_MESSAGES/lightwell.po; do \
	  $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
	    --input-file .cache/texts.pot --output-file $$file \
	    --locale $$(echo $$file | cut -d/ -f3); \
	done

# The references of keys and of the field's schemas, from their declarations.
reference: $(VENV)/.installed
	LIGHTWELL_LANG=en $(BIN)/lightwell reference > docs/keys.md
	LIGHTWELL_LANG=en $(BIN)/lightwell reference --schemas > docs/schemas.md
	LIGHTWELL_LANG=en $(BIN)/lightwell reference --dialogue > docs/dialogue/transitions.md

clean:
	rm -rf $(VENV) var build dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache site/assets/node_modules site/website/static *.egg-info
	rm -f $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@.ci/system-packages run
	@echo "Making the environment in $(VENV) …" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what the site needs (a few minutes the first time) …" >&2
	@$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed requirements/test.txt .ci/system-packages
	@.ci/system-packages test
	@echo "Installing what the tests need …" >&2
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(ASSETS): $(VENV)/.installed site/assets/package-lock.json site/assets/build.py $(wildcard site/assets/css/* site/assets/js/*)
	@echo "Fetching and adapting the front-end files …" >&2
	@$(BIN)/python site/assets/build.py

%.mo: %.po hatch_build.py $(VENV)/.installed
	@$(BIN)/python hatch_build.py
