"""Writes the next revision from the tables as the code has them: `python -m tests.core.write_migration "add results"`.

With `--afresh`, only before the first release, all revisions are thrown away and one first schema is written, with
its stored sample database (`tests/core/stored`).
"""

from __future__ import annotations

import argparse
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from core.migrations import upgrade
from core.migrations.scripts import HERE, configuration
from core.tables import METADATA
from tests.core.stored.make_sample import make_sample

VERSIONS = HERE / "versions"
_COMMENTS = re.compile(r"^    # ###.*\n", re.MULTILINE)
FIRST = ("first schema", "202611211430")


def write_revision(message: str, name: str) -> Path:
    """Write what turns a database at the latest revision into the present tables; the new file."""
    before = set(VERSIONS.glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/latest.db"
        if any(each.name != "__init__.py" for each in before):
            upgrade(url)
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            command.revision(configuration(connection, METADATA), message, autogenerate=True, rev_id=name)
        engine.dispose()
    (made,) = set(VERSIONS.glob("*.py")) - before
    made.write_text(_COMMENTS.sub("", made.read_text()))
    stamp = datetime.strptime(name, "%Y%m%d%H%M")
    return made.rename(VERSIONS / f"{stamp:%Y-%m-%d-%H%M}_{message.replace(' ', '_')}.py")


def write_afresh() -> Path:
    """Throw all revisions away and write the first schema."""
    for each in VERSIONS.glob("*_*.py"):
        if each.name != "__init__.py":
            each.unlink()
    return write_revision(*FIRST)


def main() -> None:
    """Run from the command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("message", nargs="?", help="what changes, in a few words")
    reader.add_argument("--afresh", action="store_true", help="replace all revisions by one first schema")
    asked = reader.parse_args()
    if asked.afresh:
        print(write_afresh())
        print(make_sample("first_schema"))
    elif asked.message:
        print(write_revision(asked.message, f"{datetime.now(UTC):%Y%m%d%H%M}"))
    else:
        reader.error("say in a few words what changes")


if __name__ == "__main__":
    main()
