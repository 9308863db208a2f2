"""Files out, by the verb `export`: handed out in the private chat, only what the asker may see."""

from __future__ import annotations

from bot.blocks.exporting import FORM, export_form, exported_card, making_card
from bot.conversation import Answer, Call, Conversations, Job, Later, Submission, Verb
from bot.listeners.qualification_list import export_all, export_words
from core.errors import Invalid
from core.exchange import EXPORTS, FORMATS, MOODLE, QUALIFICATIONS, export_file
from core.frameworks import framework_views, frameworks_named
from core.people import Capability
from core.words import say

JOB, FRAMEWORK = "export.make", "framework"


def register(conversations: Conversations) -> None:
    """Add the verb `export`."""
    conversations.verb(
        Verb(
            "export",
            say("Take qualifications, people, skills, courses and activities out in a file"),
            "export [KIND] [FRAMEWORK or filters] [as csv, xlsx, json or moodle]",
            "/prowess export framework Company skills as xlsx",
            _export,
            Capability.ACTIVITY_MANAGE,
            (Capability.COMPETENCY_MANAGE, Capability.GROUP_MANAGE, Capability.EXPORT),
            menu=81,
        )
    )
    conversations.submission(FORM, _submitted)
    conversations.job(JOB, _make)


def _export(call: Call) -> Answer:
    """`export framework OECD as xlsx`; what is missing opens a form."""
    words, _, format = call.words.strip().partition(" as ")
    kind, _, name = words.strip().partition(" ")
    kind, format = kind.lower(), format.strip().lower()
    if not format and name.strip().lower() in (*FORMATS, MOODLE):
        name, format = "", name.strip().lower()
    if kind == QUALIFICATIONS:
        return export_words(call, name, format or "csv")
    if format and format not in (*FORMATS, MOODLE):
        raise Invalid(say("I don't know the format '{format}'. Formats: {all}.", format=format, all=(*FORMATS, MOODLE)))
    if not kind:
        return Answer(form=export_form(None, _frameworks(call)))
    if kind not in EXPORTS:
        raise Invalid(say("I don't export '{kind}'. Kinds: {kinds}.", kind=kind, kinds=[QUALIFICATIONS, *EXPORTS]))
    if name.strip() and kind != FRAMEWORK:
        example = f"/prowess export {kind} as xlsx"
        raise Invalid(say("I don't know '{words}' of {kind}. Example: {example}", words=name.strip()[:50], kind=kind,
                          example=example))
    payload = {"kind": kind, "format": format or "csv", "framework": _framework(call, name.strip())}
    return Answer(card=making_card(), later=Later(JOB, payload), where="chat")


def _submitted(form: Submission) -> Answer:
    if form.values.get("kind") == QUALIFICATIONS:
        return export_all(form, str(form.values.get("format") or "csv"))
    payload = {name: form.values.get(name) or None for name in ("kind", "format", "framework")}
    return Answer(card=making_card(), later=Later(JOB, payload), where="chat", replace=False)


def _make(job: Job) -> Answer:
    said = job.payload
    with job.product.writing(job.asker.workspace_id) as session:
        found = export_file(
            session,
            job.asker.actor,
            str(said["kind"]),
            str(said["format"] or "csv"),
            framework=said.get("framework"),
            template=said.get("template"),
        )
    return Answer(card=exported_card(found), where="chat")


def _frameworks(call: Call) -> list[tuple[str, str]]:
    with call.product.reading(call.asker.workspace_id) as session:
        return [(each.name, each.idnumber) for each in framework_views(session, call.asker.actor)]


def _framework(call: Call, words: str) -> str | None:
    """The framework meant by its name or id number."""
    if not words:
        return None
    with call.product.reading(call.asker.workspace_id) as session:
        found = frameworks_named(session, call.asker.actor, words)
    if len(found) != 1:
        raise Invalid(
            say("Which framework is '{words}'? There are: {names}.", words=words,
                names=[each.name for each in found] or [name for name, _ in _frameworks(call)][:20])
        )
    return found[0].idnumber
