# `make` lists what there is. Every target sets up what it needs first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup serve dist bench crates test recipes fuzz check clean

# Runs a command with the tools of scripts/setup on its PATH.
IN := scripts/env

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## install every tool that is missing
	@scripts/setup

serve: ## the site on http://127.0.0.1:8080, with live reload
	@scripts/setup build
	@$(IN) trunk serve

dist: ## a release in dist/, ready to upload
	@scripts/setup build
	@$(IN) scripts/build-release
	@if command -v node >/dev/null; then scripts/report-size; \
	else echo "dist/ is ready; its sizes are not reported, for Node.js is missing"; fi

# BENCH holds further words for scripts/bench.mjs, as in: make bench BENCH="1000 10000 --no-peers"
bench: dist ## what archives of 100 to 100,000 articles cost, beside other libraries; with MILLION=1 a million too
	@scripts/setup browser
	@cargo build --quiet --release --features press --bin press
	@node --test --test-reporter=dot scripts/bench/bench.test.mjs
	@node scripts/bench.mjs $(if $(MILLION),--million) $(BENCH)

crates: ## which crates take the room in the app
	@scripts/setup build
	@scripts/wasm-crates

test: ## every check and every test
	@scripts/setup
	@scripts/test

recipes: ## the examples of the recipes in docs/CONTRIBUTING.md, each alone and all together
	@scripts/setup build
	@scripts/recipes each
	@scripts/recipes together

fuzz: ## arbitrary input for every decoder, a minute each; not part of the tests
	@scripts/fuzz

check: ## check the articles in public/
	@cargo run --quiet --release --features press --bin press -- check public

clean: ## delete what was built; the tools stay
	rm -rf dist target tests/fuzz/target tests/browser/test-results tests/browser/playwright-report
