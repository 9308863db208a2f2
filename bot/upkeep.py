"""What is looked after at every start and now and then: erasures kept, older data converted, targets begun on their
day (privacy/erase-stays, core/upgrade). Everything here is safe to repeat and to do on several machines at once."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import log
from bot.product import Product
from core.conversions import CONVERSIONS, convert_workspace
from core.documents import FolderStore
from core.errors import ProwessError
from core.people.tombstones import known_hashes
from core.personal import erase_again
from core.targets import begin_scheduled, beginning_is_due

UPKEEP_SECONDS = 60


class Upkeep:
    """Looks after the data of all workspaces; one for each process."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._stones: dict[int, int] = {}

    def keep_erased(self) -> int:
        """Erase again whom a restored backup brought back, before anybody is served; how many."""
        engine = self._product.engine
        store = FolderStore(engine.folder / "documents")
        return sum(erase_again(engine, each.id, store) for each in engine.workspaces())

    def run(self) -> None:
        """One round: what a tick does."""
        self.keep_erased()
        for each in self._product.engine.workspaces():
            self._forget_answers(each.id)
            self._begin_targets(each.id)
            changed = convert_workspace(self._product.engine, each.id, CONVERSIONS)
            if changed:
                log.info("data converted", workspace=each.id, rows=changed)

    def start(self) -> None:
        """The first round; a database that is away is looked after by the next tick."""
        try:
            self.run()
        except (SQLAlchemyError, ProwessError, OSError) as error:
            log.warning("upkeep waits", error=error)

    def _begin_targets(self, workspace_id: int) -> None:
        """What somebody should have from a day on, as with an enrolment to come, begins on it (targets/group)."""
        with self._product.reading(workspace_id) as session:
            due = beginning_is_due(session)
        if due:
            with self._product.writing(workspace_id) as session:
                begin_scheduled(session)

    def _forget_answers(self, workspace_id: int) -> None:
        """After an erasure, by whichever process, this one's memory of the language model's answers goes, too."""
        with self._product.reading(workspace_id) as session:
            stones = len(known_hashes(session))
        model = self._product.chat_model
        if stones != self._stones.get(workspace_id, stones) and model is not None:
            model.forget()
        self._stones[workspace_id] = stones
