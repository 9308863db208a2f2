"""The language model's daily budget, kept by the database for the workspace whose request is worked on."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import log
from core.ai_use import reserve_tokens, settle_tokens
from core.transaction import Engine
from tagging.account import account
from tagging.allowance import DailyBudget, Reserved, Used


class WorkspaceBudget:
    """Reserves and settles in the database, so that all processes of a workspace share its day.

    What nobody said a workspace for is charged to a budget of this process.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._own = DailyBudget()

    def reserve(self, tokens: int) -> Reserved | None:
        """Charge tokens to the workspace; None when its day's budget hasn't so many left."""
        workspace_id = account()
        if workspace_id is None:
            return self._own.reserve(tokens)
        with self._engine.transaction(workspace_id) as session:
            day = reserve_tokens(session, tokens)
        return Reserved(tokens, day, workspace_id) if day else None

    def settle(self, reserved: Reserved, used: Used) -> None:
        """Replace what was charged by what was used; where the database is away just then, the charge stays."""
        if reserved.workspace_id is None:
            self._own.settle(reserved, used)
            return
        try:
            with self._engine.transaction(reserved.workspace_id) as session:
                settle_tokens(
                    session, reserved.day, reserved.tokens, tokens_in=used.tokens_in, tokens_out=used.tokens_out
                )
        except SQLAlchemyError as error:
            log.warning("tokens not settled", workspace=reserved.workspace_id, error=error)
