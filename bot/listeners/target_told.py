"""What people read about targets that others set: the message that tells them, and why a target is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import target_notices as cards
from bot.blocks.target_why import why_card
from bot.cards import Card
from bot.conversation import Answer, Press
from bot.target_sources import source_words
from core.achievements import next_quiz
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.gaps import GapStatus, Profile, ProfileRow, is_gap, profile_of, profiles_of
from core.people import Actor, PersonView, people, person, supervises
from core.targets import (
    DIRECT,
    GROUP,
    TargetRecord,
    TargetSource,
    exemptions_seen,
    group_targets,
    target_records,
    targets_of,
    were_ended,
)
from core.words import Sentence, say


def told(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """The words of the message about targets or exemptions, from the data as they are now; None once there is nothing
    to tell."""
    by = person(session, int(refs["by"])) if refs.get("by") is not None else None
    if "exemptions" in refs:
        return _exempted(session, recipient, refs["exemptions"], by, message)
    records = target_records(session, refs["targets"])
    standing = [each for each in records if each.superseded_at is None]
    rows = _rows(_own_profile(session, recipient.id), [each.competency_id for each in standing])
    rows = [row for row in rows if row.status != GapStatus.NOT_REQUIRED]
    if rows:
        quiz = next_quiz(session, recipient.id, _to_learn(rows))
        from_ = _came_from(session, recipient, records, rows, by)
        return cards.told_card(from_, rows, quiz.competency_id if quiz else None)
    return _gone(session, records, by) if message is None or _was_sent(message) else None


def _came_from(
    session: WorkspaceSession,
    recipient: PersonView,
    records: Sequence[TargetRecord],
    rows: Sequence[ProfileRow],
    by: PersonView | None,
) -> cards.CameFrom:
    """Who set the targets, or which group, profile or plan they came with, and why that reaches the person."""
    ids = {each.id for each in records}
    sources = [each for row in rows for each in row.sources if each.target_id in ids and each.kind != DIRECT]
    mute = say("Mute: /prowess settings")
    if not sources:
        setter = by.first_name if by is not None else ""
        return cards.CameFrom(setter, None, _reason(session, by, recipient) if by is not None else mute)
    found = source_words(session, Actor(session.workspace_id, recipient.id), sources)
    words = found[sources[0].kind, sources[0].key]
    setter = by.first_name if by is not None and _set_just_then(session, sources[0]) else ""
    return cards.CameFrom(setter, words, say("Because {source} asks for it. {mute}", source=words, mute=mute))


def _set_just_then(session: WorkspaceSession, source: TargetSource) -> bool:
    """Whether the group was given the target then; else the person came into the group."""
    if source.kind != GROUP:
        return False
    return any(each.set_at == source.set_at for each in group_targets(session, [source.key])[source.key])


def _exempted(
    session: WorkspaceSession, recipient: PersonView, ids: Sequence[int], by: PersonView | None, message: Any
) -> Card | None:
    """What is not required of them for now, and why; later that it is again."""
    own = Actor(session.workspace_id, recipient.id)
    running = [each for each in exemptions_seen(session, own, recipient.id).values() if each.id in ids]
    name = by.first_name if by is not None else ""
    if running:
        skills = competencies(session, {each.competency_id for each in running})
        return cards.exempted_card(name, running, skills, say("Mute: /prowess settings"))
    return cards.required_again() if message is not None and _was_sent(message) else None


def why(press: Press) -> Answer:
    """Rule, source, who and when of one target or several, for those who may see them."""
    person_id, skills = int(press.payload["person"]), press.payload["skills"]
    with press.product.reading(press.asker.workspace_id) as session:
        profile = profile_of(session, press.asker.actor, person_id)
        rows = _rows(profile, skills)
        setters = people(session, {each.set_by_id for row in rows for each in row.sources if each.set_by_id})
        words = source_words(session, press.asker.actor, [each for row in rows for each in row.sources])
    if not rows:
        raise NotFound(say("These targets are not there any more. Nothing was changed."))
    return Answer(card=why_card(profile.person, rows, setters, words), private=True)


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


def _gone(session: WorkspaceSession, records: Sequence[TargetRecord], by: PersonView | None) -> Card | None:
    """What stays of the message: the targets were taken back, set anew since, or hold no longer."""
    ended = [each.superseded_at for each in records if each.superseded_at is not None]
    if not ended:
        return None
    pairs = {(each.person_id, each.competency_id) for each in records}
    now = targets_of(session, {each.person_id for each in records})
    later = [each for targets in now.values() for each in targets if (each.person_id, each.competency_id) in pairs]
    anew = [source for target in later for source in target.sources if source.set_at > records[0].set_at]
    if not anew:
        if by is None or records[0].source != DIRECT or were_ended(session, records):
            return cards.ended(max(ended))
        return cards.withdrawn(by.first_name, max(ended))
    setter = person(session, anew[0].set_by_id) if anew[0].set_by_id else by
    return cards.replaced(setter.first_name, anew[0].set_at) if setter is not None else cards.ended(max(ended))
