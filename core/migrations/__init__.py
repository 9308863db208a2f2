"""The database's one history: bring it up to date, say where it stands, copy it while it runs.

Revisions lie in `versions/`; `tests/core/write_migration.py` writes the next one from the tables as they are.
"""

from core.migrations.address import address_of
from core.migrations.backup import backup
from core.migrations.upgrading import Upgraded, current_revision, latest_revision, upgrade

__all__ = ["Upgraded", "address_of", "backup", "current_revision", "latest_revision", "upgrade"]
