"""Files in: dropped into the private chat or sent by `import`, dry-run on a card, imported by one press (imports/*)."""

from __future__ import annotations

import time
from pathlib import PurePosixPath

from bot.blocks.importing import (
    CANCEL,
    GO,
    TROUBLES,
    cancelled_card,
    columns_card,
    done_card,
    kind_card,
    preview_card,
    progress_card,
    reading_card,
    stopped_card,
    troubles_card,
    windows_card,
)
from bot.cards import Card, Form, FormField
from bot.conversation import (
    Answer,
    Asker,
    Call,
    Conversations,
    Job,
    Later,
    Message,
    Press,
    SharedFile,
    Submission,
    Verb,
)
from bot.drafts import packed_files, unpacked_files
from bot.listeners import importing_again
from bot.listeners.importing_again import SEE_JOB
from bot.product import Product
from core.errors import Invalid, ProwessError, Unavailable
from core.exchange import (
    KINDS,
    TABLES,
    ColumnsMissing,
    Preview,
    Unreadable,
    advance,
    cancel,
    confirm,
    keep_file,
    kinds_for,
    note_preview,
    open_batch,
    preview,
    progress,
    require_importing,
    stop,
    troubles_of,
)
from core.frameworks import framework_views
from core.people import Capability
from core.words import say

READ_JOB, RUN_JOB, FORM = "import.read", "import.run", "import.form"
WORK_FOR = 5.0
"""Seconds an import works before it says how far it is and lets others have the worker."""

RIGHTS = (
    Capability.ACTIVITY_MANAGE,
    (Capability.COMPETENCY_MANAGE, Capability.GROUP_MANAGE, Capability.QUALIFICATION_WRITE),
)
"""Whoever has one of these can import something."""


def register(conversations: Conversations) -> None:
    """Add the verb `import`, dropped tables, and what the cards' buttons do."""
    about = say("Bring people, skills, courses and results in from a file")
    conversations.verb(
        Verb("import", about, "import [KIND]", "/prowess import people", _import, *RIGHTS, menu=80)
    )
    conversations.message(hear)
    conversations.submission(FORM, _sent)
    conversations.job(READ_JOB, _read)
    conversations.job(SEE_JOB, _see)
    conversations.job(RUN_JOB, _run)
    for action, handler in ((GO, _go), (CANCEL, _cancel), (TROUBLES, _troubles)):
        conversations.press(action, handler)
    importing_again.register(conversations)


def hear(message: Message) -> Answer | None:
    """Take a dropped table; None where none was dropped."""
    tables = [file for file in message.files if is_table(file)]
    if not tables:
        return None
    words = message.words.split()
    kind = next((each.lower() for each in words if each.lower() in KINDS), None)
    return _taken(message.product, message.asker, tables[0], kind)


def is_table(file: SharedFile) -> bool:
    """Whether a file is read as rows, by its ending."""
    return PurePosixPath(file.name.lower()).suffix in TABLES


# -- getting the file ---------------------------------------------------------------------------------------------


def _import(call: Call) -> Answer:
    """The verb: a form for the file; its kind is recognised by itself unless it is said."""
    with call.product.reading(call.asker.workspace_id) as session:
        kinds = kinds_for(session, call.asker.actor)
        if not kinds:
            require_importing(session, call.asker.actor, None)
    wanted = call.words.strip().lower().partition(" ")[0]
    if wanted and wanted not in KINDS:
        raise Invalid(say("I don't import '{name}'. Kinds: {kinds}.", name=wanted, kinds=[each.name for each in kinds]))
    options = tuple((kind.label, kind.name) for kind in kinds)
    endings = tuple(each.removeprefix(".") for each in TABLES)
    hint = say("CSV, XLSX or JSON. Nothing is changed before you confirm.")
    fields = (
        FormField("file", say("File"), "file", hint=hint, endings=endings),
        FormField(
            "kind", say("What is in it"), "choice", initial=wanted or None, optional=True, options=options,
            hint=say("Left out, I read it from the header."),
        ),
    )
    return Answer(form=Form(say("Import a file"), FORM, fields, submit=say("Read it")))


def _sent(form: Submission) -> Answer:
    files = form.values.get("file") or []
    if not files:
        raise Invalid(say("A file is needed: CSV, XLSX or JSON."), field="file")
    kind = form.values.get("kind")
    return _taken(form.product, form.asker, files[0], str(kind) if kind else None)


def _taken(product: Product, asker: Asker, file: SharedFile, kind: str | None) -> Answer:
    """Ask for the right first: nobody waits for a file to be read to be refused."""
    payload = {"files": packed_files([file]), "kind": kind}
    with product.reading(asker.workspace_id) as session:
        require_importing(session, asker.actor, kind)
    return Answer(card=reading_card(file.name), later=Later(READ_JOB, payload), where="chat", replace=False)


def _read(job: Job) -> Answer:
    """Fetch the file, keep it sealed, and show what it would do."""
    (file,) = unpacked_files(job.payload["files"])
    if job.product.fetch_file is None:
        raise Unavailable(say("I can't fetch files here. Drop {name} into the private chat.", name=file.name))
    content = job.product.fetch_file(job.asker.workspace_id, file)
    with job.product.writing(job.asker.workspace_id) as session:
        import_id = keep_file(session, job.asker.actor, file.name, content, kind=job.payload.get("kind"))
    return _shown(job.product, job.asker, import_id, file.name)


def _see(job: Job) -> Answer:
    """Show what a kept file would do, read as it was just said."""
    return _shown(job.product, job.asker, int(job.payload["import"]), str(job.payload["name"]))


def _shown(product: Product, asker: Asker, import_id: int, name: str) -> Answer:
    try:
        with product.reading(asker.workspace_id) as session:
            seen = preview(session, asker.actor, import_id)
            places = [(each.name, each.idnumber) for each in framework_views(session, asker.actor)]
    except ColumnsMissing as error:
        return Answer(card=columns_card(import_id, error))
    except Unreadable as error:
        if error.details.get("encoding") == "utf-8":
            return Answer(card=windows_card(import_id, error.sentence))
        _forget(product, asker, import_id)
        raise
    except ProwessError:
        _forget(product, asker, import_id)
        raise
    if seen is None:
        return Answer(card=_which_kind(product, asker, import_id, name))
    with product.writing(asker.workspace_id) as session:
        note_preview(session, asker.actor, seen)
    return Answer(card=preview_card(seen, _reachable(seen, places)))


def _reachable(seen: Preview, places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Frameworks a file without one of its own can go into instead."""
    return places[:100] if seen.choosable else []


def _which_kind(product: Product, asker: Asker, import_id: int, name: str) -> Card:
    with product.reading(asker.workspace_id) as session:
        return kind_card(import_id, name, kinds_for(session, asker.actor))


def _forget(product: Product, asker: Asker, import_id: int) -> None:
    with product.writing(asker.workspace_id) as session:
        cancel(session, asker.actor, import_id)


# -- importing ----------------------------------------------------------------------------------------------------


def _go(press: Press) -> Answer:
    """Begin: the work is done by a worker, part after part."""
    import_id = int(press.payload["import"])
    with press.product.writing(press.asker.workspace_id) as session:
        now = confirm(session, press.asker.actor, import_id)
    return Answer(card=progress_card(now), later=Later(RUN_JOB, {"import": import_id}))


def _run(job: Job) -> Answer:
    """Work for some seconds, each part a transaction of its own; then say how far it is, and go on."""
    import_id, until = int(job.payload["import"]), time.monotonic() + WORK_FOR
    product, asker = job.product, job.asker
    with product.reading(asker.workspace_id) as session:
        now = progress(session, asker.actor, import_id)
        batch = open_batch(session, asker.actor, import_id)
    try:
        while batch is not None and not now.finished:
            with product.writing(asker.workspace_id) as session:
                now = advance(session, asker.actor, import_id, batch)
            if time.monotonic() > until:
                break
    except ProwessError as error:
        with product.writing(asker.workspace_id) as session:
            return Answer(card=stopped_card(stop(session, asker.actor, import_id), error.sentence))
    if now.finished:
        return Answer(card=done_card(now))
    return Answer(card=progress_card(now), later=Later(RUN_JOB, {"import": import_id}))


def _cancel(press: Press) -> Answer:
    with press.product.writing(press.asker.workspace_id) as session:
        name = cancel(session, press.asker.actor, int(press.payload["import"]))
    return Answer(card=cancelled_card(name))


def _troubles(press: Press) -> Answer:
    """What is wrong, ten at a time; the first page comes as a message of its own, the next in its place."""
    import_id, start = int(press.payload["import"]), int(press.payload.get("start", 0))
    with press.product.reading(press.asker.workspace_id) as session:
        name = progress(session, press.asker.actor, import_id).name
        troubles = troubles_of(session, press.asker.actor, import_id)
    return Answer(card=troubles_card(import_id, name, troubles, start), replace=bool(press.payload.get("more")))
