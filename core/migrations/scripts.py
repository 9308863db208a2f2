"""Where the revisions lie and how they are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

HERE = Path(__file__).parent
NAMES = "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s"


def configuration(connection: sa.Connection | None = None, metadata: sa.MetaData | None = None) -> Config:
    """Alembic's configuration; a connection to work on and the tables to compare with where they are needed."""
    config = Config(attributes=_given(connection=connection, metadata=metadata))
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("file_template", NAMES)
    config.set_main_option("path_separator", "os")
    return config


def scripts() -> ScriptDirectory:
    """The revisions, in order."""
    return ScriptDirectory.from_config(configuration())


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
