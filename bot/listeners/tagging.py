"""Tagging: an editor asks which skills an activity trains, and accepts or rejects each suggestion."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks.bulk_tagging import CARRIED
from bot.blocks.tagging import ACCEPT, ASK, CLEAR, REJECT, TAKE_BACK, WHY, why_card
from bot.blocks.tagging_asides import OPEN_ACTIVITY, alike_card, waiting_card, which_card
from bot.blocks.tagging_forms import new_activity_form
from bot.conversation import Answer, Call, Conversations, Job, Press, Verb
from bot.listeners import bulk_tagging, tagger_report, tagger_settings, tagging_forms
from bot.listeners.tagging_cards import SUGGEST, activity_in_use, begin, current_card, require_editor
from core.activities import (
    accept_suggestion,
    activities_alike,
    activities_named,
    clear_rejections,
    reject_suggestion,
    require_on_activity,
    run_view,
    undo_decision,
)
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound, Unavailable
from core.people import Actor, Capability
from core.words import say


def register(conversations: Conversations) -> None:
    """Add the verb `tag`, and what its cards' buttons do."""
    conversations.verb(
        Verb(
            "tag",
            say("Suggest skills for an activity"),
            "tag [ACTIVITY] | all [COURSE or CATEGORY] | waiting",
            "/tag Hot work permit drill",
            _tag,
            Capability.TAGGING_USE,
            menu=40,
        )
    )
    conversations.job(SUGGEST, _suggest)
    conversations.press(OPEN_ACTIVITY, _ask)
    conversations.press(ASK, _ask)
    conversations.press(CLEAR, _clear)
    conversations.press(ACCEPT, _accept)
    conversations.press(REJECT, _reject)
    conversations.press(TAKE_BACK, _take_back)
    conversations.press(WHY, _why)
    tagging_forms.register(conversations)
    tagger_report.register(conversations)
    tagger_settings.register(conversations)
    bulk_tagging.register(conversations)


def _tag(call: Call) -> Answer:
    words = call.words.strip()
    first, _, rest = words.partition(" ")
    with call.product.reading(call.asker.workspace_id) as session:
        found = activities_named(session, words)
        many = not found and (first.lower() == "all" or words.lower() == "waiting")
        if not found and not many:
            require_editor(session, call.asker.actor)
            alike = activities_alike(session, words)
    if many:
        return bulk_tagging.tag_all(call, rest) if first.lower() == "all" else bulk_tagging.tag_waiting(call)
    if len(found) == 1:
        return begin(call.product, call.asker, found[0].id)
    if found:
        return Answer(card=which_card(words, found))
    if alike:
        return Answer(card=alike_card(words, alike))
    about = say("There is no activity of this title or id number yet. Save makes it.") if words else None
    return Answer(form=new_activity_form(words, about=about))


def _ask(press: Press) -> Answer:
    return begin(press.product, press.asker, int(press.payload["activity"]))


def _clear(press: Press) -> Answer:
    activity_id = int(press.payload["activity"])
    with press.product.writing(press.asker.workspace_id) as session:
        clear_rejections(session, press.asker.actor, activity_id)
    return begin(press.product, press.asker, activity_id)


def _suggest(job: Job) -> Answer:
    asker, activity_id = job.asker, int(job.payload["activity"])
    try:
        tagged = job.product.skills.suggest(asker.workspace_id, asker.actor, activity_id)
    except Conflict:
        return begin(job.product, asker, activity_id)
    except Unavailable as error:
        with job.product.reading(asker.workspace_id) as session:
            return Answer(card=waiting_card(activity_in_use(session, activity_id), error.sentence))
    return Answer(card=current_card(job.product, asker, tagged.run_id))


def _accept(press: Press) -> Answer:
    return _decided(press, accept_suggestion)


def _reject(press: Press) -> Answer:
    return _decided(press, reject_suggestion)


def _take_back(press: Press) -> Answer:
    return _decided(press, undo_decision)


def _decided(press: Press, decide: Callable[[WorkspaceSession, Actor, int], None]) -> Answer:
    """Decide about one suggestion; where it can't be any more, the card says why and shows how things stand."""
    note = None
    try:
        with press.product.writing(press.asker.workspace_id) as session:
            decide(session, press.asker.actor, int(press.payload["suggestion"]))
    except (Conflict, Invalid, NotFound) as error:
        note = error.sentence
    if press.payload.get(CARRIED):
        return Answer(card=bulk_tagging.decided_on_the_way(press, note))
    return Answer(card=current_card(press.product, press.asker, int(press.payload["run"]), note))


def _why(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        run = run_view(session, press.asker.actor, int(press.payload["run"]))
        require_on_activity(session, press.asker.actor, Capability.TAGGING_USE, run.activity_id)
    row = next((each for each in run.rows if each.id == press.payload["suggestion"]), None)
    if row is None:
        raise NotFound(say("I don't find that suggestion."))
    return Answer(card=why_card(run, row), private=True)
