# Every target installs what it needs, works without a terminal, and asks for nothing.

# Homebrew's folder is not one where macOS looks for libraries; its own shells drop the variable, hence not exported.
ifeq ($(shell uname -s),Darwin)
LIBRARIES = DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix)/lib"
endif
PYTHON = $(LIBRARIES) .venv/bin/python
COMPILE = .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.NOTPARALLEL:

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: run
run: .venv/local.stamp pango front ## serve site and API on http://127.0.0.1:8000 (PORT, ACQUIT_DATA, ACQUIT_TODAY)
	@$(LIBRARIES) exec .venv/bin/python -m chalicelib.local

.PHONY: demo
demo: .venv/local.stamp pango ## fill an account with a believable year of invoices, in the data of make run
	@$(LIBRARIES) .venv/bin/python -m chalicelib.local.demo

.PHONY: tick
tick: .venv/local.stamp pango ## let the clock live a day on those data: make tick DATE=2026-12-01
	@DATE="$(DATE)" $(LIBRARIES) .venv/bin/python -m chalicelib.local.tick

.PHONY: operator
operator: .venv/local.stamp pango ## does the clock run, what did it do, what waits (REPLAY=, SUSPEND=, RELEASE=)
	@REPLAY="$(REPLAY)" SUSPEND="$(SUSPEND)" RELEASE="$(RELEASE)" $(LIBRARIES) .venv/bin/python -m chalicelib.local.operator

.PHONY: backup restore
backup: .venv/local.stamp ## all that a service on AWS keeps, into FOLDER (ACQUIT_TABLE, ACQUIT_BUCKET)
	@.venv/bin/python -m chalicelib.local.backup export

restore: .venv/local.stamp ## the reverse, into an empty table (or one named again in WIPE_TABLE)
	@.venv/bin/python -m chalicelib.local.backup restore

.PHONY: drill
drill: .venv/local.stamp pango ## lose everything, get it back, compare: on this machine, beside your own data
	@$(LIBRARIES) .venv/bin/python -m chalicelib.local.drill

.PHONY: migrate
migrate: .venv/local.stamp ## after a release: every case of the table in ACQUIT_TABLE as that release writes it
	@.venv/bin/python -m chalicelib.local.migrate

.PHONY: test
test: check frontend/node_modules/ready.stamp pango browser ## the checks, then every test but the slow ones
	cd frontend && npm run --silent test
	$(PYTHON) -m pytest -m "not slow" -n 3 --dist loadfile

.PHONY: test-slow
test-slow: .venv/dev.stamp front pango browser java compiler bubblewrap ## the long proofs: veraPDF on every document, fuzzing, packaging
	$(PYTHON) -m pytest -m slow -n 3

.PHONY: check
check: .venv/dev.stamp frontend/node_modules/ready.stamp ## style, types, and the arrows of the house
	$(PYTHON) -m ruff check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	cd frontend && npm run --silent check

.PHONY: front
front: frontend/dist/index.html ## build the site into frontend/dist, when its sources changed

.PHONY: law
law: .venv/local.stamp ## the register of figures and texts as one French page
	@$(PYTHON) -m chalicelib.local.law_page

.PHONY: rates-watch
rates-watch: .venv/local.stamp ## which semesters lack a rate; proposes what the ECB publishes (SEMESTER= JO= BDF= ARRETE=: the legal rate)
	@ECB="$(ECB)" SEMESTER="$(SEMESTER)" JO="$(JO)" BDF="$(BDF)" ARRETE="$(ARRETE)" .venv/bin/python -m chalicelib.local.rates_watch

.PHONY: letters
letters: .venv/dev.stamp pango ## every document of every regime, as PDF and PNG, to look at
	$(PYTHON) -m tests.letters.gallery

.PHONY: letter
letter: .venv/local.stamp pango ## one sample formal notice
	@$(PYTHON) -m chalicelib.local.sample_letter

.PHONY: bench
bench: .venv/dev.stamp frontend/node_modules/ready.stamp pango browser bubblewrap ## how fast letters, statements and pages are made
	$(PYTHON) -m tests.bench

.PHONY: costs
costs: .venv/dev.stamp pango ## what so many subscribers cost a month, on paper, and which limits they meet
	@$(PYTHON) -m tests.bench.costs

.PHONY: package
package: .venv/package.stamp compiler ## the service and its template as AWS takes them, in build/package
	@.venv/bin/python .ci/package.py

.PHONY: deploy
deploy: .venv/package.stamp front package ## put it on AWS: STAGE=…, and at first DOMAIN= SENDER= OPERATOR= (see README)
	@.venv/bin/python .ci/deploy.py up "$(STAGE)"

.PHONY: destroy
destroy: .venv/package.stamp ## take a STAGE away from AWS, but its data (unless DATA says so: see README)
	@.venv/bin/python .ci/deploy.py down "$(STAGE)"

.PHONY: lock
lock: .venv/dev.stamp ## choose the versions again, from pyproject.toml
	$(COMPILE) pyproject.toml -o .ci/locks/lambda.txt
	$(COMPILE) pyproject.toml --extra local -o .ci/locks/local.txt
	$(COMPILE) pyproject.toml --extra package -o .ci/locks/package.txt
	$(COMPILE) pyproject.toml --extra dev -o .ci/locks/dev.txt
	$(COMPILE) --group emulator -o .ci/locks/emulator.txt

.PHONY: clean
clean: ## remove what was built; keep .venv and the data in var
	rm -rf build out frontend/dist frontend/.generated .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# Folders too: a page that was removed changes its folder.
frontend/dist/index.html: .venv/local.stamp frontend/node_modules/ready.stamp frontend/package.json frontend/vite.config.ts \
  $(shell find frontend/pages frontend/partials frontend/src frontend/static) \
  $(wildcard chalicelib/law/parameters/*.toml) templates/law_register.html
	cd frontend && npm run --silent build -- --logLevel warn

frontend/node_modules/ready.stamp: frontend/package-lock.json
	@.ci/prepare site

.venv/%.stamp: .ci/locks/%.txt
	@.ci/prepare python $*

.PHONY: pango browser java compiler bubblewrap
pango browser java compiler bubblewrap:
	@.ci/prepare $@
