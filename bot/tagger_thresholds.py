"""The threshold that is meant, in chat and at the command line, and who may look at it."""

from __future__ import annotations

from bot.product import Product
from bot.tagger_learning import default_of, learned
from bot.threshold_words import Wanted
from core.activities import Threshold
from core.db import WorkspaceSession
from core.people import Actor, Capability, held_anywhere, require


def intended(session: WorkspaceSession, product: Product, wanted: Wanted) -> Threshold:
    """The threshold that is meant: with 'at most 1 wrong in N' the number that keeps to it today."""
    if wanted.wrong_in is not None:
        return Threshold(learned(session, product).source.threshold_for(wanted.wrong_in), True, wanted.wrong_in)
    return Threshold(default_of(product)) if wanted.value is None else Threshold(wanted.value, True)


def require_reader(session: WorkspaceSession, actor: Actor) -> None:
    """Raise Refused unless the actor may use the tagger somewhere or change the workspace's settings."""
    if actor.trusted:
        return
    if not held_anywhere(session, actor, {Capability.TAGGING_USE, Capability.SETTINGS_MANAGE}):
        require(session, actor, Capability.SETTINGS_MANAGE)
