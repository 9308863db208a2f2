"""A refit of the tagger that came by itself and is in force: those who set it are told (tagging/feedback)."""

from __future__ import annotations

from core.activities import TAKEN, TaggerRefitted
from core.db import WorkspaceSession
from core.notifications.digest_round import ADMINS
from core.notifications.outbox import Telling, tell_many
from core.notifications.settings import NoticeKind
from core.people import Actor, Capability, allows, holders_of_role

REFITTED = str(NoticeKind.REFITTED)


def tell_of_refit(session: WorkspaceSession, actor: Actor, fact: TaggerRefitted) -> None:
    """Tell those who may go back; who had it made sees its card at once. Repeatable."""
    if actor.person_id is not None or fact.outcome != TAKEN:
        return
    key, refs = f"{REFITTED}:{fact.refit_id}", {"refit": fact.refit_id}
    admins = dict.fromkeys(each for role in ADMINS for each in holders_of_role(session, role))
    told = [each for each in admins if allows(session, Actor(session.workspace_id, each), Capability.SETTINGS_MANAGE)]
    tell_many(session, [Telling(each, REFITTED, refs, key=f"{key}:{each}") for each in told])
