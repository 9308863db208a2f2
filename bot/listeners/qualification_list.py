"""`all [filters]`: every qualification one may see, page after page, filtered, each line leading on, and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.blocks.qualification_adding import LIST
from bot.blocks.qualification_list import (
    ANY_TYPE,
    EXPORT,
    FILTER,
    FILTER_FORM,
    HOLDERS,
    MORE_OF,
    OF_GROUP,
    OF_PERSON,
    ListView,
    export_form,
    filter_form,
    list_card,
)
from bot.blocks.qualification_opening import opened_card
from bot.cards import Attachment, Card, Context, Text, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Option, Press, Submission, Verb
from bot.listeners.qualification_opening import opened_view
from bot.qualification_filters import (
    EXAMPLE,
    choice_from,
    names_in,
    packed_choice,
    read_choice,
    unpacked_choice,
    words_of,
)
from core.db import WorkspaceSession
from core.exchange import note_export, require_exporting, write_qualifications
from core.frameworks import visible_competencies
from core.people import Capability, group_view, groups_of_each, holds_anywhere
from core.qualifications import Choice, competency_of, count_listed, holder_of, qualifications_listed
from core.words import say, say_count

EXPORT_FORM, EXPORT_JOB = "qualification.export_form", "qualification.export"
KINDS = ("team", "location")
MOST_OPTIONS = 100
MAKING = say("Making the file …")
USAGE = "all [categories] [types] [@person…] [team|location|company NAME] [expired|expiring|missing|ok|not verified]"


def register(conversations: Conversations) -> None:
    """Add the verb, the filter, the lines' leads, and the file."""
    about = say("Everything on file that you may see, filtered")
    conversations.verb(Verb("all", about, USAGE, EXAMPLE, _all, menu=16))
    conversations.press(LIST, _page)
    conversations.press(MORE_OF, _lead)
    conversations.press(FILTER, _ask_filter)
    conversations.submission(FILTER_FORM, _filtered)
    conversations.press(EXPORT, _ask_export)
    conversations.submission(EXPORT_FORM, _export)
    conversations.job(EXPORT_JOB, _make_file)
    conversations.lookup(ANY_TYPE, _types)


def _all(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        choice = read_choice(session, call.asker.actor, call.words)
        return Answer(card=card_of(session, call.asker, choice), where="chat", replace=False)


def card_of(
    session: WorkspaceSession, asker: Asker, choice: Choice, *, after: int | None = None, start: int = 0
) -> Card:
    """A page of what the asker may see of a choice."""
    page = qualifications_listed(session, asker.actor, choice, after=after)
    groups = groups_of_each(session, [each.view.person_id for each in page.lines], KINDS)
    return list_card(
        ListView(
            page,
            choice,
            packed_choice(choice),
            words_of(session, choice),
            groups,
            start,
            writes=holds_anywhere(session, asker.actor, Capability.QUALIFICATION_WRITE)
            or holds_anywhere(session, asker.actor, Capability.QUALIFICATION_OWN_WRITE),
            exports=holds_anywhere(session, asker.actor, Capability.EXPORT),
        )
    )


def _page(press: Press) -> Answer:
    """The next page in the place of this one; a list of its own where another card leads to it."""
    payload = press.payload
    after, start = payload.get("after"), int(payload.get("start", 0))
    with press.product.reading(press.asker.workspace_id) as session:
        card = card_of(session, press.asker, unpacked_choice(payload), after=after, start=start)
    return Answer(card=card, replace=after is not None, where="here" if after is not None else "chat")


def _lead(press: Press) -> Answer:
    """A competency opens its holders; a person, team or location its list (qualifications/prefiltered)."""
    qualification_id, chosen = int(press.payload["q"]), str(press.chosen or "")
    with press.product.reading(press.asker.workspace_id) as session:
        if chosen == HOLDERS:
            choice = Choice(competencies=(competency_of(session, qualification_id),))
        elif chosen == OF_PERSON:
            choice = Choice(people=(holder_of(session, qualification_id),))
        elif chosen.startswith(OF_GROUP):
            group = group_view(session, int(chosen.partition(":")[2]))
            choice = Choice(groups=((group.kind, (group.id,)),))
        else:
            card = opened_card(opened_view(session, press.asker, qualification_id))
            return Answer(card=card, replace=False, where="chat")
        return Answer(card=card_of(session, press.asker, choice), replace=False, where="chat")


def _ask_filter(press: Press) -> Answer:
    choice = unpacked_choice(press.payload)
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=filter_form(choice, names_in(session, choice)))


def _filtered(form: Submission) -> Answer:
    with form.product.reading(form.asker.workspace_id) as session:
        choice = choice_from(form.values, session)
        return Answer(card=card_of(session, form.asker, choice))


def _types(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = visible_competencies(session, call.asker.actor, containing=call.words, limit=MOST_OPTIONS)
    return [(each.name, str(each.id)) for each in found]


def _ask_export(press: Press) -> Answer:
    """Which format, after how many it will be."""
    with press.product.reading(press.asker.workspace_id) as session:
        require_exporting(session, press.asker.actor)
        rows = count_listed(session, press.asker.actor, unpacked_choice(press.payload))
    return Answer(form=export_form(rows, EXPORT_FORM, dict(press.payload)))


def _export(form: Submission) -> Answer:
    payload = {**form.payload, "format": str(form.values.get("format") or "csv")}
    return Answer(card=line(MAKING), later=Later(EXPORT_JOB, payload), where="chat", replace=False)


def export_words(call: Call, words: str, format: str) -> Answer:
    """`export qualifications certifications in Oslo as xlsx`: the filters are those of the list."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_exporting(session, call.asker.actor)
        choice = read_choice(session, call.asker.actor, words)
    payload = {**packed_choice(choice), "format": format}
    return Answer(card=line(MAKING), later=Later(EXPORT_JOB, payload), where="chat")


def export_all(form: Submission, format: str) -> Answer:
    """All that one may export, from the form of `export`."""
    with form.product.reading(form.asker.workspace_id) as session:
        require_exporting(session, form.asker.actor)
    return Answer(card=line(MAKING), later=Later(EXPORT_JOB, {"format": format}), where="chat", replace=False)


def _make_file(job: Job) -> Answer:
    """Write the file row by row, record that it was taken, and hand it out in the private chat."""
    format, choice = str(job.payload["format"]), unpacked_choice(job.payload)
    product, asker = job.product, job.asker
    name = f"qualifications.{format}"
    with TemporaryDirectory(prefix="prowess-export-") as folder:
        path = Path(folder) / name
        with product.reading(asker.workspace_id) as session:
            rows = write_qualifications(session, asker.actor, choice, format, path)
            words = words_of(session, choice)
        with product.writing(asker.workspace_id) as session:
            note_export(session, asker.actor, format, rows)
        content = path.read_bytes()
    said = say("{name}: {rows}.", name=name, rows=say_count("{n} qualification", "{n} qualifications", rows))
    only = [Context(say("Only: {what}", what=words))] if words else []
    log = Context(say("What you may see of it; that you took it is logged."))
    return Answer(card=Card(said, (Text(said), *only, log, Attachment(name, content))), where="chat")
