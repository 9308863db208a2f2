# Two commands matter: `make demo` and `make test`. TORCH_INDEX=URL takes torch from that index (its CPU builds).
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
TORCH := torch==2.13.0
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test

export HF_HUB_OFFLINE := 1

.PHONY: demo test slow bench eval rules lint format clean

demo: $(STAMP)
	$(BIN)/prowess demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT)) $(if $(NO_BROWSER),--no-browser)

test: $(TEST_STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

slow: $(TEST_STAMP)
	$(BIN)/python -m pytest -m slow $(ARGS)

bench: $(TEST_STAMP)
	$(BIN)/python -m tests.bench $(ARGS)

eval: $(TEST_STAMP)
	$(BIN)/python -m tagging.evals $(ARGS)

rules: $(TEST_STAMP)
	$(BIN)/python -m tests.checks.rules

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(TEST_STAMP)
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build *.egg-info

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(STAMP): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	$(BIN)/python -m pip install --quiet -e .
	touch $@

$(TEST_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet -e ".[test]"
	touch $@
