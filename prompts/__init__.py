"""The prompts sent to language models, as files; `tagging.prompts` loads them."""
