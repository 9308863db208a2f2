"""The forms around tagging: saving an activity with its skills, picking skills by hand, proposing a skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.tagging import EDIT, PICK, PROPOSE
from bot.blocks.tagging_asides import NEW_ACTIVITY, proposed_card, saved_card
from bot.blocks.tagging_forms import (
    MODULES,
    SAVE_ACTIVITY,
    SAVE_PICKED,
    SEND_PROPOSAL,
    SKILLS,
    edit_activity_form,
    new_activity_form,
    pick_form,
    proposal_form,
)
from bot.cards import Button, Words, undo_button
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission
from bot.listeners.competency_lookups import competency_options
from bot.listeners.link_previews import APPLY, proposed
from bot.listeners.tagging_cards import activity_in_use, begin, choice_on, current_card, desktop, require_editor
from core.activities import (
    ActivityDetails,
    Picked,
    check_pick,
    create_activity,
    edit_activity,
    editable_modules,
    pick_skills,
    require_on_activity,
    undo_pick,
)
from core.audit import note_undoable
from core.catalogue import LinkChange, link_change, propose_to_owners, take_link_change
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import (
    CompetencyCategory,
    CompetencyView,
    competencies,
    find_named,
)
from core.people import SITE, Actor, Capability, allows
from core.words import Sentence, TimeOfDay, say

UNDO_PICK = "skills_picked"
APPLY_SAVED, APPLY_PICKED = "tag.apply_saved", "tag.apply_picked"
MOST_OPTIONS = 100


def register(conversations: Conversations) -> None:
    """Add the forms, their search fields, and how a picking is undone."""
    conversations.press(NEW_ACTIVITY, _new)
    conversations.press(EDIT, _edit)
    conversations.press(PICK, _pick)
    conversations.press(PROPOSE, _propose)
    conversations.press(APPLY_SAVED, _apply)
    conversations.press(APPLY_PICKED, _apply)
    conversations.submission(SAVE_ACTIVITY, _save_activity)
    conversations.submission(SAVE_PICKED, _save_picked)
    conversations.submission(SEND_PROPOSAL, _send_proposal)
    conversations.lookup(SKILLS, _skills)
    conversations.lookup(MODULES, _modules)
    conversations.undo(UNDO_PICK, _undo_pick)


def _new(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require_editor(session, press.asker.actor)
    return Answer(form=new_activity_form(str(press.payload.get("words") or "")))


def _edit(press: Press) -> Answer:
    activity_id = int(press.payload["activity"])
    with press.product.reading(press.asker.workspace_id) as session:
        require_on_activity(session, press.asker.actor, Capability.ACTIVITY_MANAGE, activity_id)
        about = activity_in_use(session, activity_id)
        linked = _chosen(session, press.asker.actor, activity_id)
    return Answer(form=edit_activity_form(about, linked))


def _pick(press: Press) -> Answer:
    activity_id = int(press.payload["activity"])
    with press.product.reading(press.asker.workspace_id) as session:
        require_on_activity(session, press.asker.actor, Capability.SKILL_LINK, activity_id)
        about = activity_in_use(session, activity_id)
        linked = _chosen(session, press.asker.actor, activity_id)
    return Answer(form=pick_form(about, linked, press.payload.get("run")))


def _propose(press: Press) -> Answer:
    return Answer(form=proposal_form(press.payload.get("activity")))


def _save_activity(form: Submission) -> Answer:
    taken_off = _taken_off(form, APPLY_SAVED) if form.values.get("assign") else None
    return taken_off or _store_activity(form)


def _save_picked(form: Submission) -> Answer:
    return _taken_off(form, APPLY_PICKED) or _store_picked(form)


def _taken_off(form: Submission, action: str) -> Answer | None:
    """What taking skills off would do to people, shown before anything of the form is saved (paths/preview)."""
    if (activity_id := form.payload.get("activity")) is None:
        return None
    with form.product.reading(form.asker.workspace_id) as session:
        activity_in_use(session, int(activity_id))
        _, removed = check_pick(session, form.asker.actor, int(activity_id), _wanted(form))
    extra = {APPLY: action, "payload": dict(form.payload), "values": dict(form.values)}
    return proposed(form, LinkChange(dict.fromkeys(removed), activity_id=int(activity_id), extra=extra))


def _apply(press: Press) -> Answer:
    """The form as it was sent, saved now; what is refused then can be applied once it is in order."""
    asker, draft_id = press.asker, int(press.payload["draft"])
    with press.product.reading(asker.workspace_id) as session:
        extra = link_change(session, asker.actor, draft_id).extra
    form = Submission(press.product, asker, press.place, extra["payload"], extra["values"], press.key)
    answer = _store_picked(form) if extra[APPLY] == APPLY_PICKED else _store_activity(form)
    with press.product.writing(asker.workspace_id) as session:
        take_link_change(session, asker.actor, draft_id)
    return answer


def _store_activity(form: Submission) -> Answer:
    assign, with_ai = bool(form.values.get("assign")), bool(form.values.get("ai"))
    with form.product.writing(form.asker.workspace_id) as session:
        activity_id = _saved(session, form)
        picked = _assigned(session, form, activity_id, assign=assign)
        undo = _undo_button(session, form.asker, activity_id, picked)
        desk = desktop(session, form.asker, activity_id)
    words = _saved_words(desk.now, desk.names)
    if assign and with_ai:
        return begin(form.product, form.asker, activity_id, saved=words)
    return Answer(card=saved_card(desk, words, undo))


def _saved(session: WorkspaceSession, form: Submission) -> int:
    """The activity of the form, made or changed; its id."""
    title, description = str(form.values.get("title") or ""), form.values.get("description")
    activity_id = form.payload.get("activity")
    if activity_id is None:
        return _created(session, form.asker.actor, title, str(description or ""), form.values.get("module"))
    edit_activity(session, form.asker.actor, int(activity_id), title=title, description=description)
    return int(activity_id)


def _created(session: WorkspaceSession, actor: Actor, title: str, description: str, module: Any) -> int:
    if not module and not allows(session, actor, Capability.ACTIVITY_MANAGE, SITE):
        raise Invalid(say("Choose a module of a course you edit."), field="module")
    modules = (_number(module, "module"),) if module else ()
    return create_activity(session, actor, ActivityDetails(title, description, module_ids=modules))


def _assigned(session: WorkspaceSession, form: Submission, activity_id: int, *, assign: bool) -> Picked:
    """Link what was picked by hand, but only where 'Assign skills' is on (activities/assign)."""
    wanted = _wanted(form)
    if assign:
        return pick_skills(session, form.asker.actor, activity_id, wanted)
    choice = choice_on(session, form.asker.actor, activity_id)
    if set(wanted) != choice.linked & choice.selectable:
        raise Invalid(say("Switch on 'Assign skills' to change the skills."), field="assign")
    return Picked((), ())


def _store_picked(form: Submission) -> Answer:
    activity_id, run_id = int(form.payload["activity"]), form.payload.get("run")
    with form.product.writing(form.asker.workspace_id) as session:
        activity_in_use(session, activity_id)
        picked = pick_skills(session, form.asker.actor, activity_id, _wanted(form))
        undo = _undo_button(session, form.asker, activity_id, picked)
        desk = desktop(session, form.asker, activity_id)
    words = _saved_words(desk.now, desk.names)
    if run_id is not None:
        return Answer(card=current_card(form.product, form.asker, int(run_id), words))
    return Answer(card=saved_card(desk, words, undo))


def _send_proposal(form: Submission) -> Answer:
    name = str(form.values.get("name") or "")
    with form.product.writing(form.asker.workspace_id) as session:
        require_editor(session, form.asker.actor)
        if known := find_named(session, form.asker.actor, name):
            raise Invalid(_known_already(known[0]), field="name")
        propose_to_owners(session, form.asker.actor, name, CompetencyCategory.SKILL, form.payload.get("activity"))
    return Answer(card=proposed_card(" ".join(name.split())), replace=False)


def _known_already(known: CompetencyView) -> Sentence:
    if not known.active:
        return say("{name} is in the catalogue, but disabled. Those who manage skills can enable it.", name=known.name)
    return say("{name} is in the catalogue already. Pick it by hand.", name=known.name)


def _skills(call: Call) -> Sequence[Option]:
    """Active skills the asker may select, by name or synonym (people/tier-select, skills/disabled-unusable)."""
    return competency_options(call, CompetencyCategory.SKILL)


def _modules(call: Call) -> Sequence[Option]:
    """Modules whose activities the asker may edit, each with its courses."""
    with call.product.reading(call.asker.workspace_id) as session:
        found = editable_modules(session, call.asker.actor, call.words, limit=MOST_OPTIONS)
    return [(f"{each.name} ({', '.join(each.courses)})" if each.courses else each.name, str(each.id)) for each in found]


def _undo_pick(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    undo_pick(session, actor, int(refs["activity"]), refs["links"], refs["removed"])
    return say("Undone, {at}. The skills are as they were.", at=TimeOfDay(session.now))


def _chosen(session: WorkspaceSession, actor: Actor, activity_id: int) -> list[tuple[Words, str]]:
    """The activity's skills that the actor may see, as a search field holds them."""
    choice = choice_on(session, actor, activity_id)
    views = competencies(session, choice.linked & choice.selectable).values()
    return [(view.name, str(view.id)) for view in sorted(views, key=lambda view: view.name)]


def _wanted(form: Submission) -> list[int]:
    return [_number(each, "skills") for each in form.values.get("skills") or []]


def _number(value: Any, field: str) -> int:
    """An id out of a search field; anything else never came from its list (skills/not-from-activity)."""
    text = str(value)
    if not text.isdecimal():
        raise Invalid(say("Pick from the list; '{value}' isn't in it.", value=text[:50]), field=field)
    return int(text)


def _undo_button(session: WorkspaceSession, asker: Asker, activity_id: int, picked: Picked) -> Button | None:
    if not picked.link_ids and not picked.removed_ids:
        return None
    links, removed = list(picked.link_ids), list(picked.removed_ids)
    refs = {"activity": activity_id, "links": links, "removed": removed}
    return undo_button(note_undoable(session, asker.person_id, UNDO_PICK, **refs))


def _saved_words(now: Any, names: Sequence[str]) -> Sentence:
    if not names:
        return say("✓ Saved by you, {at}.", at=TimeOfDay(now))
    return say("✓ Saved by you, {at}: {skills}.", at=TimeOfDay(now), skills=names)
