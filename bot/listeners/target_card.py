"""One target in chat: opened, exempted with reason and end, required again, removed; each can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks import target_card as cards
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Request, Submission
from bot.listeners.target_words import Exempting
from bot.target_sources import source_words
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies
from core.gaps import ProfileRow, profile_of
from core.notifications import TARGETS_SET, is_muted
from core.people import Actor, Capability, allows, over, people
from core.plans import plans
from core.targets import (
    PLAN,
    LockedTarget,
    end_exemption,
    exempted_person,
    exemptions_seen,
    grant_exemption,
    remove_targets,
    restore_exemption,
    restore_targets,
    undo_exemption,
)
from core.words import Sentence, TimeOfDay, say

UNDO_EXEMPT, UNDO_REQUIRE, UNDO_REMOVE = "exemption", "exemption_ended", "targets_removed"


def register(conversations: Conversations) -> None:
    """Add a target's card, its buttons and form, and what takes each back."""
    conversations.press(cards.OPEN, _open)
    conversations.press(cards.EXEMPT, _exempt_pressed)
    conversations.press(cards.REQUIRE, _require_pressed)
    conversations.press(cards.REMOVE, _remove_pressed)
    conversations.submission(cards.EXEMPT_FORM, _submitted)
    conversations.lookup(cards.THEIRS, _theirs)
    conversations.undo(UNDO_EXEMPT, _undo_exempt)
    conversations.undo(UNDO_REQUIRE, _undo_require)
    conversations.undo(UNDO_REMOVE, _undo_remove)


def exempt(request: Request, wanted: Exempting) -> Answer:
    """Exempt a person as a command says it; what is missing is asked in the form."""
    if wanted.complete:
        return Answer(card=_exempted(request, wanted))
    with request.product.reading(request.asker.workspace_id) as session:
        exempted_person(session, request.asker.actor, wanted.person_id)
        return Answer(form=_form(session, wanted))


def require_again(request: Request, person_id: int, skills: Sequence[int]) -> Answer:
    """End exemptions before their day."""
    asker = request.asker
    with request.product.writing(asker.workspace_id) as session:
        ended = end_exemption(session, asker.actor, person_id, skills)
        name = people(session, [person_id])[person_id].first_name
        if not ended:
            raise NotFound(say("Nothing was changed: {name} is not exempt from that.", name=name))
        names = [each.name for each in competencies(session, skills).values()]
        undo_id = note_undoable(session, asker.person_id, UNDO_REQUIRE, exemptions=list(ended))
        said = cards.required_words(name, names, session.now)
    return Answer(card=cards.done_card(said, person_id, skills[0] if len(skills) == 1 else None, undo_id))


def remove(request: Request, person_id: int, skills: Sequence[int]) -> Answer:
    """Remove targets that were set on the person; what another source requires is locked there (targets/locked)."""
    asker = request.asker
    try:
        with request.product.writing(asker.workspace_id) as session:
            removed = remove_targets(session, asker.actor, person_id, skills)
            remaining = [source for each in removed for source in each.remaining]
            words = source_words(session, asker.actor, remaining)
            ids = [each.target_id for each in removed]
            undo_id = note_undoable(session, asker.person_id, UNDO_REMOVE, targets=ids)
            names = [each.name for each in competencies(session, skills).values()]
            name = people(session, [person_id])[person_id].first_name
            said = cards.removed_words(name, names, session.now, list(words.values()))
    except LockedTarget as locked:
        with request.product.reading(asker.workspace_id) as session:
            return Answer(card=cards.locked_card(_view(session, asker, person_id, locked.competency_id)), replace=False)
    return Answer(card=cards.done_card(said, person_id, None, undo_id))


def _open(press: Press) -> Answer:
    skill = int(str(press.chosen)) if press.chosen is not None else int(press.payload["skill"])
    with press.product.reading(press.asker.workspace_id) as session:
        view = _view(session, press.asker, int(press.payload["person"]), skill)
    return Answer(card=cards.target_card(view), replace=False, where="chat")


def _view(session: WorkspaceSession, asker: Asker, person_id: int, skill: int) -> cards.TargetView:
    """The target as the asker sees it; hidden and missing read alike."""
    profile = profile_of(session, asker.actor, person_id)
    row = next((each for each in profile.rows if each.competency.id == skill), None)
    if row is None:
        raise NotFound(say("That target is not there any more. Nothing was changed."))
    exemption = exemptions_seen(session, asker.actor, person_id).get(skill)
    setters = {each.set_by_id for each in row.sources} | {exemption.granted_by_id if exemption else None}
    return cards.TargetView(
        profile.person,
        row,
        source_words(session, asker.actor, row.sources),
        people(session, {each for each in setters if each is not None}),
        exemption,
        own=person_id == asker.person_id,
        may_change=allows(session, asker.actor, Capability.TARGET_ASSIGN, over(person_id)),
        may_exempt=allows(session, asker.actor, Capability.EXEMPTION_GRANT, over(person_id)),
        plans={each: view.linked for each, view in plans(session, _plan_ids(row)).items()},
    )


def _plan_ids(row: ProfileRow) -> list[int]:
    return [each.key for each in row.sources if each.kind == PLAN]


def _exempt_pressed(press: Press) -> Answer:
    person_id, skill = int(press.payload["person"]), int(press.payload["skill"])
    with press.product.reading(press.asker.workspace_id) as session:
        exempted_person(session, press.asker.actor, person_id)
        return Answer(form=_form(session, Exempting(person_id, (skill,))))


def _require_pressed(press: Press) -> Answer:
    return require_again(press, int(press.payload["person"]), [int(press.payload["skill"])])


def _remove_pressed(press: Press) -> Answer:
    return remove(press, int(press.payload["person"]), [int(press.payload["skill"])])


def _form(session: WorkspaceSession, wanted: Exempting) -> Any:
    person = people(session, [wanted.person_id])[wanted.person_id]
    named = competencies(session, wanted.skills)
    chosen = [(named[each].name, each) for each in wanted.skills if each in named]
    return cards.exempt_form(person, chosen, wanted.until, wanted.reason)


def _submitted(form: Submission) -> Answer:
    skills = tuple(int(each) for each in form.values.get("skills") or [])
    until = form.values.get("until")
    if not skills:
        raise Invalid(say("Pick what is not required."), field="skills")
    if until is None:
        raise Invalid(say("Until when? Pick the last day."), field="until")
    wanted = Exempting(int(form.payload["person"]), skills, until, str(form.values.get("reason") or ""))
    return Answer(card=_exempted(form, wanted), replace=False)


def _exempted(request: Request, wanted: Exempting) -> Card:
    asker, person_id = request.asker, wanted.person_id
    assert wanted.until is not None
    with request.product.writing(asker.workspace_id) as session:
        ids = grant_exemption(
            session, asker.actor, person_id, wanted.skills, until=wanted.until, reason=wanted.reason
        )
        undo_id = note_undoable(session, asker.person_id, UNDO_EXEMPT, exemptions=list(ids))
        names = [each.name for each in competencies(session, wanted.skills).values()]
        name = people(session, [person_id])[person_id].first_name
        told = person_id != asker.person_id and not is_muted(session, person_id, TARGETS_SET)
        said = cards.exempted_words(name, names, wanted.until, session.now, told=told)
    skill = wanted.skills[0] if len(wanted.skills) == 1 else None
    return cards.done_card(said, person_id, skill, undo_id)


def _theirs(call: Call) -> Sequence[Option]:
    """The targets of the form's person whose name holds what was typed."""
    with call.product.reading(call.asker.workspace_id) as session:
        rows = _rows(session, call.asker.actor, call.about.get("person"))
    typed = call.words.strip().casefold()
    names = [(call.asker.reader.render(row.competency.name), str(row.competency.id)) for row in rows]
    return [(name, value) for name, value in names if typed in name.casefold()][: cards.MOST_OFFERED]


def _rows(session: WorkspaceSession, actor: Actor, person_id: Any) -> Sequence[ProfileRow]:
    return profile_of(session, actor, int(person_id)).rows if person_id is not None else ()


def _undo_exempt(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    views = undo_exemption(session, actor, refs["exemptions"])
    names = [each.first_name for each in people(session, {view.person_id for view in views}).values()]
    return say("Undone, {at}. Required of {names} as before.", at=TimeOfDay(session.now), names=names)


def _undo_require(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    restore_exemption(session, actor, refs["exemptions"])
    return say("Undone, {at}. The exemption holds as before.", at=TimeOfDay(session.now))


def _undo_remove(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    restore_targets(session, actor, refs["targets"])
    return say("Undone, {at}. The target is there as before.", at=TimeOfDay(session.now))
