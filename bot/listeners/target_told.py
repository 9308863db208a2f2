"""What people read about targets that others set: the message that tells them, and why a target is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import target_notices as cards
from bot.blocks.target_why import why_card
from bot.cards import Card
from bot.conversation import Answer, Press
from core.achievements import next_quiz
from core.db import WorkspaceSession
from core.errors import NotFound
from core.gaps import Profile, ProfileRow, is_gap, profile_of, profiles_of
from core.people import Actor, PersonView, people, person, supervises
from core.targets import TargetRecord, target_records, targets_of
from core.words import Sentence, say


def told(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """The words of the message about targets, from the data as they are now; None once there is nothing to tell."""
    records = target_records(session, refs["targets"])
    by = person(session, int(refs["by"]))
    standing = [each for each in records if each.superseded_at is None]
    profile = _own_profile(session, recipient.id)
    rows = _rows(profile, [each.competency_id for each in standing])
    if rows:
        quiz = next_quiz(session, recipient.id, _to_learn(rows))
        why = _reason(session, by, recipient)
        return cards.told_card(by.first_name, rows, why, quiz.competency_id if quiz else None)
    return _gone(session, records, by) if message is None or _was_sent(message) else None


def why(press: Press) -> Answer:
    """Rule, source, who and when of one target or several, for those who may see them."""
    person_id, skills = int(press.payload["person"]), press.payload["skills"]
    with press.product.reading(press.asker.workspace_id) as session:
        profile = profile_of(session, press.asker.actor, person_id)
        rows = _rows(profile, skills)
        setters = people(session, {each.set_by_id for row in rows for each in row.sources if each.set_by_id})
    if not rows:
        raise NotFound(say("These targets are not there any more. Nothing was changed."))
    return Answer(card=why_card(profile.person, rows, setters), private=True)


def _own_profile(session: WorkspaceSession, person_id: int) -> Profile | None:
    return profiles_of(session, Actor(session.workspace_id, person_id), [person_id]).get(person_id)


def _rows(profile: Profile | None, skills: Sequence[int]) -> list[ProfileRow]:
    found = {row.competency.id: row for row in profile.rows} if profile else {}
    return [found[each] for each in skills if each in found]


def _to_learn(rows: Sequence[ProfileRow]) -> list[int]:
    return [row.competency.id for row in rows if is_gap(row) and row.competency.category == "skill"]


def _reason(session: WorkspaceSession, by: PersonView, recipient: PersonView) -> Sentence:
    mute = say("Mute: /prowess settings")
    if supervises(session, by.id, recipient.id):
        return say("Because {name} supervises you. {mute}", name=by.first_name, mute=mute)
    return say("Because {name} may set targets for you. {mute}", name=by.first_name, mute=mute)


def _was_sent(message: Any) -> bool:
    return bool(message.rewriting or message.in_doubt)


def _gone(session: WorkspaceSession, records: Sequence[TargetRecord], by: PersonView) -> Card | None:
    """What stays of the message: the targets were taken back, or set anew since."""
    ended = [each.superseded_at for each in records if each.superseded_at is not None]
    if not ended:
        return None
    pairs = {(each.person_id, each.competency_id) for each in records}
    now = targets_of(session, {each.person_id for each in records})
    later = [each for targets in now.values() for each in targets if (each.person_id, each.competency_id) in pairs]
    anew = [source for target in later for source in target.sources if source.set_at > records[0].set_at]
    if not anew:
        return cards.withdrawn(by.first_name, max(ended))
    setter = person(session, anew[0].set_by_id) if anew[0].set_by_id else by
    return cards.replaced(setter.first_name, anew[0].set_at)
