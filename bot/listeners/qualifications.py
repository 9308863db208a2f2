"""Log a certification: a message, a file or a form becomes a card to check; nothing is stored before Save."""

from __future__ import annotations

from functools import partial

from bot.blocks.drafts import CANCEL, DAY, EDIT, NAME, NO_NAME, OTHER_DAY, PROPOSE, SAVE
from bot.blocks.qualifications import OPEN_FORM
from bot.conversation import Conversations, Verb
from bot.listeners import (
    qualification_adding,
    qualification_list,
    qualification_notices,
    qualification_opening,
    qualification_papers,
    verifying,
)
from bot.listeners.qualification_answers import (
    cancel,
    choose_day,
    choose_name,
    draft_back,
    no_name,
    propose,
)
from bot.listeners.qualification_forms import (
    CORRECT_FORM,
    DRAFT_FORM,
    LOOKUP,
    find_competencies,
    press_edit,
    press_fill_in,
    submit_correction,
    submit_draft,
)
from bot.listeners.qualification_hearing import READ_JOB, VERB, hear, log, read_with_model
from bot.listeners.qualification_saving import (
    ATTACH_JOB,
    SAVE_JOB,
    UNDO_CHANGE,
    UNDO_LOG,
    attach_files,
    press_save,
    save_with_documents,
    undo_changed,
    undo_saved,
)
from core.notifications import DRAFT_RETURNED
from core.people import Capability
from core.words import say

LOG = Verb(
    VERB,
    say("Put a certification, language or degree on file"),
    "log SENTENCE",
    "/prowess log I passed First aid at work on 3 May 2026, valid 3 years",
    log,
    Capability.QUALIFICATION_OWN_WRITE,
    menu=10,
)


def register(conversations: Conversations) -> None:
    """Add the conversation; its reader of messages comes last, so it leaves verbs alone by itself."""
    conversations.verb(LOG)
    for module in (
        qualification_opening, qualification_adding, qualification_list, verifying, qualification_notices,
        qualification_papers,
    ):
        module.register(conversations)
    conversations.message(partial(hear, verbs=conversations.verbs))
    conversations.job(READ_JOB, read_with_model)
    conversations.job(SAVE_JOB, save_with_documents)
    conversations.job(ATTACH_JOB, attach_files)
    conversations.submission(DRAFT_FORM, submit_draft)
    conversations.submission(CORRECT_FORM, submit_correction)
    conversations.lookup(LOOKUP, find_competencies)
    conversations.undo(UNDO_LOG, undo_saved)
    conversations.undo(UNDO_CHANGE, undo_changed)
    conversations.notice(DRAFT_RETURNED, draft_back)
    for action, handler in _PRESSES.items():
        conversations.press(action, handler)


_PRESSES = {
    SAVE: press_save,
    EDIT: press_edit,
    OPEN_FORM: press_fill_in,
    CANCEL: cancel,
    DAY: choose_day,
    OTHER_DAY: choose_day,
    NAME: choose_name,
    NO_NAME: no_name,
    PROPOSE: propose,
}
