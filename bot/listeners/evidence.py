"""Prior learning in chat: files and links as evidence, one for several competencies; undone for ten minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.activities import review_button
from bot.blocks.path_forms import COMPETENCIES
from bot.blocks.paths import ADD_EVIDENCE
from bot.blocks.why import ALL_EVIDENCE
from bot.cards import Actions, Button, Card, Form, FormField, Text, undo_button
from bot.conversation import Answer, Call, Conversations, Press, SharedFile, Submission, Verb
from bot.product import Product
from bot.reading import read_skills
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.documents import CheckedFile, FolderStore, check_claims, check_file, largest_file
from core.errors import Invalid, Unavailable
from core.evidence import add_prior_learning, undo_prior_learning
from core.frameworks import competencies
from core.people import Actor, Capability
from core.words import Sentence, TimeOfDay, say, say_count

FORM, UNDO = "evidence.form", "evidence"
USAGE, EXAMPLE = "evidence [SKILL, …]", "/prowess evidence Fire safety"


def register(conversations: Conversations) -> None:
    """Add the verb, the button that opens the form, the form, and its undo."""
    about = say("Add files and links as prior learning")
    conversations.verb(Verb("evidence", about, USAGE, EXAMPLE, _evidence, Capability.EVIDENCE_ADD_OWN, menu=38))
    conversations.press(ADD_EVIDENCE, _pressed)
    conversations.submission(FORM, _submitted)
    conversations.undo(UNDO, _undo)


def _evidence(call: Call) -> Answer:
    with call.product.reading(call.asker.workspace_id) as session:
        skills = read_skills(session, call.asker.actor, call.words) if call.words.strip() else None
        return Answer(form=_form(session, list(skills.found) if skills else []))


def _pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(form=_form(session, [int(press.payload["competency"])]))


def _form(session: WorkspaceSession, chosen: Sequence[int]) -> Form:
    named = competencies(session, chosen)
    known = [(named[each].name, str(each)) for each in chosen if each in named]
    which = FormField("competencies", say("For which competencies"), "search", known, lookup=COMPETENCIES, several=True)
    fields = (which, *item_fields())
    intro = (Text(say("Kept as self-declared evidence. It sets no rating by itself; a review can.")),)
    return Form(say("Add evidence"), FORM, fields, submit=say("Add"), intro=intro)


def item_fields() -> tuple[FormField, ...]:
    """Files, links, and what they show."""
    return (
        FormField("files", say("Files"), "file", optional=True, several=True, hint=say("PDF, PNG or JPEG.")),
        FormField(
            "links", say("Links"), "long_text", optional=True, max_length=2_000,
            hint=say("One a line. Example: https://example.org/report"),
        ),
        FormField("note", say("What it shows"), optional=True, max_length=300),
    )


def items_of(form: Submission) -> tuple[list[CheckedFile], list[str]]:
    """The files, fetched and checked with no transaction open, and the links of a form with these fields."""
    files = fetched(form.product, form.asker.workspace_id, list(form.values.get("files") or []))
    return files, [each for each in str(form.values.get("links") or "").split() if each]


def fetched(product: Product, workspace_id: int, shared: Sequence[SharedFile]) -> list[CheckedFile]:
    """Shared files as they were checked by their content; raises Invalid for one that can't be kept."""
    with product.reading(workspace_id) as session:
        most = largest_file(session)
    return [_fetched(product, workspace_id, each, most) for each in shared]


def document_store(product: Product) -> FolderStore:
    """Where documents lie."""
    return FolderStore(product.engine.folder / "documents")


def _submitted(form: Submission) -> Answer:
    asker, values = form.asker, form.values
    files, links = items_of(form)
    chosen = [int(each) for each in values.get("competencies") or []]
    store = document_store(form.product)
    with form.product.writing(asker.workspace_id) as session:
        ids = add_prior_learning(
            session, asker.actor, chosen, files=files, links=links, note=str(values.get("note") or ""), store=store
        )
        undo_id = note_undoable(session, asker.person_id, UNDO, evidence=list(ids))
        named = competencies(session, chosen)
        names = [named[each].name for each in chosen]
    return Answer(card=_added(asker.person_id, chosen, names, len(files) + len(links), undo_id), replace=False)


def _fetched(product: Product, workspace_id: int, file: SharedFile, most: int) -> CheckedFile:
    """A file as it was checked by its content; what is refused is said at the form's field."""
    if product.fetch_file is None:
        raise Unavailable(say("Files can't be fetched here. Drop {name} in our private chat.", name=file.name))
    try:
        check_claims(file.name, file.size, megabytes=most)
        return check_file(file.name, product.fetch_file(workspace_id, file), megabytes=most)
    except Invalid as error:
        raise Invalid(error.sentence, field="files") from None


def _added(person_id: int, chosen: Sequence[int], names: Sequence[Any], count: int, undo_id: int) -> Card:
    said = say_count(
        "✓ Added, self-declared: {n} item for {names}.",
        "✓ Added, self-declared: {n} items for {names}.",
        count,
        names=names,
    )
    payload = {"person": person_id, "skill": chosen[0]}
    review = [review_button(str(each)) for each in names[:1] if len(names) == 1]
    buttons = (*review, Button(say("All evidence"), ALL_EVIDENCE, payload), undo_button(undo_id))
    return Card(said, (Text(said), Actions(buttons)))


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_prior_learning(session, actor, refs["evidence"])
    return say("Undone, {at}. It no longer stands as evidence.", at=TimeOfDay(session.now))


