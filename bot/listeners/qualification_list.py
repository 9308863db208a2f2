"""`all [filters]`: every qualification one may see, page after page, filtered, each line leading on, and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.blocks.as_of import day_words
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
from bot.on_day import reading_on, with_day
from bot.partly_named import SeveralNamed, which_one
from bot.qualification_filters import (
    EXAMPLE,
    choice_from,
    names_in,
    packed_choice,
    read_choice,
    unpacked_choice,
    words_of,
)
from core.clock import day_in
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
USAGE = (
    "all [categories] [types] [@person…] [team|location|company NAME] [expired|expiring|missing|ok|not verified] "
    "[on DATE]"
)


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
    return with_day(call, _listed)


def _listed(call: Call, words: str, day: date | None) -> Answer:
    try:
        with reading_on(call, day) as session:
            choice = read_choice(session.present, call.asker.actor, words)
            return Answer(card=card_of(session, call.asker, choice, day=day), where="chat", replace=False)
    except SeveralNamed as several:
        on = f" on {day.isoformat()}" if day is not None else ""
        return Answer(card=which_one(call.verb, f"{words}{on}", several))


def card_of(
    session: WorkspaceSession,
    asker: Asker,
    choice: Choice,
    *,
    after: int | None = None,
    start: int = 0,
    day: date | None = None,
) -> Card:
    """A page of what the asker may see of a choice; `day` is the one the session looks at, where that isn't today."""
    page = qualifications_listed(session, asker.actor, choice, after=after)
    groups = groups_of_each(session, [each.view.person_id for each in page.lines], KINDS)
    return list_card(
        ListView(
            page,
            choice,
            packed_choice(choice) | ({"d": day.isoformat()} if day else {}),
            words_of(session.present, choice),
            groups,
            start,
            day=day,
            over=day is not None and day < day_in(asker.person.time_zone, session.present.now),
            writes=holds_anywhere(session, asker.actor, Capability.QUALIFICATION_WRITE)
            or holds_anywhere(session, asker.actor, Capability.QUALIFICATION_OWN_WRITE),
            exports=holds_anywhere(session, asker.actor, Capability.EXPORT),
        )
    )


def _page(press: Press) -> Answer:
    """The next page in the place of this one; a list of its own where another card leads to it."""
    payload = press.payload
    after, start, day = payload.get("after"), int(payload.get("start", 0)), _day_of(payload)
    with reading_on(press, day) as session:
        card = card_of(session, press.asker, unpacked_choice(payload), after=after, start=start, day=day)
    return Answer(card=card, replace=after is not None, where="here" if after is not None else "chat")


def _lead(press: Press) -> Answer:
    """A competency opens its holders; a person, team or location its list (qualifications/prefiltered)."""
    qualification_id, chosen, day = int(press.payload["q"]), str(press.chosen or ""), _day_of(press.payload)
    with reading_on(press, day) as session:
        if chosen == HOLDERS:
            choice = Choice(competencies=(competency_of(session, qualification_id),))
        elif chosen == OF_PERSON:
            choice = Choice(people=(holder_of(session, qualification_id),))
        elif chosen.startswith(OF_GROUP):
            group = group_view(session, int(chosen.partition(":")[2]))
            choice = Choice(groups=((group.kind, (group.id,)),))
        else:
            card = opened_card(opened_view(session.present, press.asker, qualification_id))
            return Answer(card=card, replace=False, where="chat")
        return Answer(card=card_of(session, press.asker, choice, day=day), replace=False, where="chat")


def _day_of(payload: Mapping[str, Any]) -> date | None:
    """The day that a button carried."""
    said = payload.get("d")
    return date.fromisoformat(str(said)) if said else None


def _ask_filter(press: Press) -> Answer:
    choice = unpacked_choice(press.payload)
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=filter_form(choice, names_in(session, choice), _day_of(press.payload)))


def _filtered(form: Submission) -> Answer:
    chosen = form.values.get("day")
    with form.product.reading(form.asker.workspace_id) as session:
        today = day_in(form.asker.person.time_zone, session.now)
    day = chosen if isinstance(chosen, date) and chosen != today else None
    with reading_on(form, day) as session:
        choice = choice_from(form.values, session.present)
        return Answer(card=card_of(session, form.asker, choice, day=day))


def _types(call: Call) -> Sequence[Option]:
    with call.product.reading(call.asker.workspace_id) as session:
        found = visible_competencies(session, call.asker.actor, containing=call.words, limit=MOST_OPTIONS)
    return [(each.name, str(each.id)) for each in found]


def _ask_export(press: Press) -> Answer:
    """Which format, after how many it will be."""
    with reading_on(press, _day_of(press.payload)) as session:
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
    product, asker, day = job.product, job.asker, _day_of(job.payload)
    name = f"qualifications.{format}"
    with TemporaryDirectory(prefix="prowess-export-") as folder:
        path = Path(folder) / name
        with reading_on(job, day) as session:
            rows = write_qualifications(session, asker.actor, choice, format, path)
            words = words_of(session.present, choice)
            past = day is not None and day < day_in(asker.person.time_zone, session.present.now)
        with product.writing(asker.workspace_id) as session:
            note_export(session, asker.actor, format, rows)
        content = path.read_bytes()
    said = say("{name}: {rows}.", name=name, rows=say_count("{n} qualification", "{n} qualifications", rows))
    only = [Context(say("Only: {what}", what=words))] if words else []
    only += [Context(day_words(day, over=past))] if day is not None else []
    log = Context(say("What you may see of it; that you took it is logged."))
    return Answer(card=Card(said, (Text(said), *only, log, Attachment(name, content))), where="chat")
