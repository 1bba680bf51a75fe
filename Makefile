.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export RHYDDID_DATA ?= $(CURDIR)/data
# What comes from Debian: a browser for the browser tests, tesseract for scanned letters, antiword and catdoc for
# old Word files, gettext to check the catalogues, clamd to scan for viruses with a signature of our own.
DEBIAN_PACKAGES := chromium tesseract-ocr tesseract-ocr-eng tesseract-ocr-cym antiword catdoc gettext clamav-daemon fonts-dejavu-core

.PHONY: help install demo test lint types contract messages format bench soak fuzz evaluate docs serve clean debian

help: ## Print these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/installed ## Make the environment in .venv, with locked dependencies

.venv/installed: requirements.lock pyproject.toml hatch_build.py $(wildcard src/rhyddid/locale/*/LC_MESSAGES/*.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Cannot make a virtual environment: apt-get install python3-venv"; exit 2; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

demo: install ## Rehearse a batch of 86 simulated authorities and serve the site
	$(BIN)/rhyddid demo

serve: install ## Serve the site and do its work (mail in, mail out)
	$(BIN)/rhyddid serve

test: install debian lint types contract messages ## Check and test everything
	$(BIN)/pytest -n auto --dist loadscope -m "not browser"
	$(BIN)/pytest -n auto --dist loadscope -m browser # apart: the browser driver's event loop is in others' way

debian:
	@missing=; for p in $(DEBIAN_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else echo "The tests need:  sudo apt-get install$$missing"; exit 2; fi; fi

lint: install ## Style of code and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet src/rhyddid

types: install ## Types, strict in the pure rooms
	$(BIN)/mypy src/rhyddid

contract: install ## Imports run one way
	$(BIN)/lint-imports

messages: install ## Every string has its Welsh
	$(BIN)/python tools/messages.py --check

format: install ## Put code into the one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## A table of speeds, as ratios within one run
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks --only country # a process of its own: it has a site of its own

FUZZ_SECONDS ?= 1200
FUZZ_TARGETS ?= mail_parse read_any preview_any find_in_text redact_any
soak: install ## 2,000 letters out and 2,000 mails in, while everything is killed at random: count what is lost or doubled
	$(BIN)/python tests/post/soak.py --letters 2000 --mails 2000

fuzz: install debian ## Fuzz mail, documents and redaction for long: `make fuzz FUZZ_SECONDS=3600 FUZZ_TARGETS=mail_parse`
	@mkdir -p "$(RHYDDID_DATA)/fuzz" && cd "$(RHYDDID_DATA)/fuzz" && for target in $(FUZZ_TARGETS); do \
	  "$(CURDIR)/$(BIN)/python" "$(CURDIR)/tests/fuzz/fuzz.py" $$target $$target -max_total_time=$(FUZZ_SECONDS) \
	    -timeout=60 -rss_limit_mb=1500 -artifact_prefix=$$target- 2>&1 | grep -Ev "^INFO: Instrumenting|Uses:|NEW|REDUCE" ; \
	  test $${PIPESTATUS[0]} = 0 || { echo "$$target: see the file $(RHYDDID_DATA)/fuzz/$$target-crash-… (or -timeout-, -oom-)"; exit 1; }; \
	done

evaluate: install ## How well letters are read: `make evaluate DIR=folder` for a folder of your own
	$(BIN)/python -m rhyddid.reading.evaluate $(DIR)

docs: install ## Write the references of commands, settings and JSON shapes again
	$(BIN)/python tools/reference.py

clean: ## Stop the embedded database; remove its data and the environment
	@if [ -x $(BIN)/rhyddid ]; then $(BIN)/python -c "from rhyddid.site.embedded_database import stop_embedded_database as stop; stop()"; fi
	rm -rf .venv "$(RHYDDID_DATA)" .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f src/rhyddid/locale/*/LC_MESSAGES/*.mo
