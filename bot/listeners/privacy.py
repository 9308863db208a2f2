"""A person's own data in one file, erasing somebody for good, and readmitting them (privacy/export, erase)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from typing import Any

from bot.blocks.privacy import (
    COLLECTING,
    ERASE,
    ERASING,
    GONE,
    KEEP,
    KEPT,
    MAKE,
    erase_card,
    erased_card,
    file_card,
    offer_card,
    readmitted_card,
)
from bot.cards import Card, Form, FormField, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Press, Submission, Verb
from bot.product import Product
from bot.reading import read_people
from core.db import WorkspaceSession
from core.documents import FolderStore
from core.errors import Invalid, NotFound
from core.people import Capability, PersonDetails, PersonView, person_by_chat_id, register_person, require
from core.personal import (
    ERASED,
    Register,
    erase_and_forget,
    erasure_effect,
    export_person,
    note_exported,
    readmit,
)
from core.words import say

EXPORT_JOB, ERASE_JOB, WHOM = "mydata.collect", "person.erasing", "person.whom"
IN_MEMORY = 10_000_000
EXAMPLE = "/prowess readmit nina@example.org Nina Vik"
_MENTION = re.compile(r"^<@([A-Z0-9]+)(?:\|([^>]*))?>")


def register(conversations: Conversations) -> None:
    """Add the verbs, their buttons, the slow parts, and the words of a message about somebody who is gone."""
    for verb in _verbs():
        conversations.verb(verb)
    conversations.press(MAKE, _collecting, always=True)
    conversations.job(EXPORT_JOB, _collect, always=True)
    conversations.press(ERASE, _confirmed, always=True)
    conversations.press(KEEP, lambda _press: Answer(card=line(KEPT)), always=True)
    conversations.submission(WHOM, _chosen, always=True)
    conversations.job(ERASE_JOB, _erase, always=True)
    conversations.notice(ERASED, _gone)


def _verbs() -> tuple[Verb, ...]:
    """What everybody may do with their own data, and site admins with others'."""
    mine = say("Everything I keep about you, in one file")
    gone, back = say("Erase somebody for good"), say("Let somebody who was erased be added again")
    site = Capability.SITE_MANAGE
    return (
        Verb("mydata", mine, "mydata", "/prowess mydata", _offer, menu=91, always=True),
        Verb("forget", gone, "forget @person", "/prowess forget @simon", _forget, site, menu=96, always=True),
        Verb("readmit", back, "readmit ADDRESS [NAME]", EXAMPLE, _readmit, site, menu=97, always=True),
    )


def _collecting(_press: Press) -> Answer:
    return Answer(card=line(COLLECTING), later=Later(EXPORT_JOB), where="chat")


def _offer(_call: Call) -> Answer:
    return Answer(card=offer_card(), where="chat")


def _collect(job: Job) -> Answer:
    """Read in one piece without holding up who writes, then record it."""
    asker = job.asker
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        with job.product.reading(asker.workspace_id) as session:
            rows = export_person(session, asker.actor, asker.person_id, _store(job.product), file)
        file.seek(0)
        content = file.read()
    with job.product.writing(asker.workspace_id) as session:
        note_exported(session, asker.actor, asker.person_id)
    return Answer(card=file_card("my-data.zip", content, rows), where="chat")


def _forget(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.SITE_MANAGE)
        if not call.words.strip():
            return Answer(form=Form(say("Erase somebody"), WHOM, (FormField("person", say("Whom"), "person"),),
                                    submit=say("Next")))
        named = read_people(session, call.words)
        if len(named.ids) != 1 or named.rest or named.team:
            raise Invalid(say("Name one person. Example: /prowess forget @simon"))
        return _asked(session, call.asker, named.ids[0])


def _chosen(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        found = person_by_chat_id(session, str(form.values.get("person") or ""))
        if found is None:
            raise Invalid(say("That person is not in the directory of Prowess. Nothing was changed."), field="person")
        return _asked(session, form.asker, found.id)


def _asked(session: WorkspaceSession, asker: Asker, person_id: int) -> Answer:
    return Answer(card=erase_card(erasure_effect(session, asker.actor, person_id)), where="chat")


def _confirmed(press: Press) -> Answer:
    person_id = int(press.payload["person"])
    with press.product.reading(press.asker.workspace_id) as session:
        erasure_effect(session, press.asker.actor, person_id)
    return Answer(card=line(ERASING), later=Later(ERASE_JOB, {"person": person_id}))


def _erase(job: Job) -> Answer:
    """Erase; done again after a crash it finds nobody, and that is what was wanted."""
    product, asker = job.product, job.asker
    try:
        erase_and_forget(
            product.engine, asker.workspace_id, asker.actor, int(job.payload["person"]), _store(product)
        )
    except NotFound:
        if job.attempt == 1:
            raise
    return Answer(card=erased_card())


def _readmit(call: Call) -> Answer:
    """By address, or by a mention of somebody who is no longer in the directory; with a name they are added at once."""
    identifier, name = _named(call.words)
    with call.product.writing(call.asker.workspace_id) as session:
        require(session, call.asker.actor, Capability.SITE_MANAGE)
        if not identifier:
            raise Invalid(say("Whom? Give the address they had. Example: {example}", example=EXAMPLE))
        lifted = readmit(session, call.asker.actor, identifier)
        if name:
            by_mail = "@" in identifier
            details = PersonDetails(name, identifier if by_mail else None, None if by_mail else identifier)
            register_person(session, call.asker.actor, details)
    Register(call.product.engine.folder).note(call.asker.workspace_id, lifted, lifted=True)
    return Answer(card=readmitted_card(bool(name)))


def _named(words: str) -> tuple[str, str]:
    """The address or chat user id, and the name where one is given."""
    said = words.strip()
    if mention := _MENTION.match(said):
        return mention[1], " ".join((said[mention.end() :].strip() or mention[2] or "").split())
    identifier, _, name = said.partition(" ")
    plain = identifier.removeprefix("<mailto:").rstrip(">").partition("|")[0]
    return plain, " ".join(name.split())


def _gone(
    _session: WorkspaceSession, _recipient: PersonView, _refs: Mapping[str, Any], _message: Any
) -> Card | None:
    return line(GONE)


def _store(product: Product) -> FolderStore:
    return FolderStore(product.engine.folder / "documents")
