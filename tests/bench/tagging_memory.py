"""`python -m tests.bench.tagging_memory FOLDER WORKSPACE`: what a process holds that suggests as the product does.

Prints resident megabytes and how many texts it answered. The folder holds the database of a catalogue.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import psutil

import bot.app  # noqa: F401 -- what `prowess serve` loads counts
from bot.skills import Skills
from core.database import Database
from core.people import Actor
from core.transaction import Engine
from core.vault import Vault
from tagging.embedding import open_embedder
from tagging.tagger import Tagger
from tests.bench.esco import Threshold
from tests.bench.suggesting import texts_to_ask

TEXTS = 50


def main(folder: Path, workspace_id: int) -> None:
    """Answer some texts from the stored vectors and print the figures."""
    logging.getLogger().setLevel(logging.ERROR)
    engine = Engine(Database(f"sqlite:///{folder}/prowess.db"), Vault.from_setting(None, folder), folder=folder)
    embedder = open_embedder(None)
    skills = Skills(engine, Tagger(embedder, None), embedder, Threshold())
    skills.warm().join()
    for text in texts_to_ask(TEXTS):
        skills.suggest_for_text(workspace_id, Actor.operator(workspace_id), text)
    print(psutil.Process().memory_info().rss / 1_000_000, TEXTS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
