"""A process that writes people and says each one's number once the transaction is acknowledged, until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import event

from core.database import Database
from core.people import Actor, PersonDetails, register_person
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault


def main(folder: Path, synchronous: str) -> None:
    """Write without end; `synchronous` other than '' is set on every connection, for comparison."""
    database = Database(f"sqlite:///{folder}/power.db")
    if synchronous:
        for each in (database.engine, database.reader):
            event.listen(each, "connect", lambda it, _: it.execute(f"PRAGMA synchronous={synchronous}"))
    METADATA.create_all(database.engine)
    engine = Engine(database, Vault(bytes(32)), folder=folder)
    workspace = engine.add_workspace("TPOWER", "Power")
    number = 0
    while True:
        number += 1
        with engine.transaction(workspace) as session:
            details = PersonDetails(f"Person {number}", f"p{number}@x.example")
            register_person(session, Actor.operator(workspace), details)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
