# The two commands are `make run` and `make test`; scripts/ holds what they do.
.DEFAULT_GOAL := help
.PHONY: help run test dev lint e2e e2e-release bench setup clean-data

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: ## build the release and start the demo: server, sandbox, seeded merchant (ARGS="--listen …")
	@scripts/run $(ARGS)

test: ## everything that must hold: formatting, lints, tests on both databases, contracts, browser
	@scripts/test

dev: ## the demo, rebuilt and reloaded at each change
	@scripts/dev $(ARGS)

lint: ## formatting and lints, for server and browser
	@scripts/test lint

e2e: ## the browser tests alone (ARGS="earnings" picks files by name)
	@scripts/test browser $(ARGS)

e2e-release: ## the browser tests against the release build
	@scripts/test release $(ARGS)

bench: ## the figures of docs/PERFORMANCE.md
	@scripts/bench $(ARGS)

setup: ## what `make run` and `make test` need, without running them
	@scripts/setup --tests

clean-data: ## forget the demo's data
	rm -rf data
