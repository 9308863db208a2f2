"""Targets from a job description: read by the AI, proposed on a card, set by whoever presses (targets/ai)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.blocks import target_proposals as cards
from bot.cards import Card, Words, line
from bot.conversation import Answer, Asker, Call, Conversations, Job, Later, Message, Request, SharedFile, Submission
from bot.drafts import packed_files, unpacked_files
from bot.listeners import target_groups
from bot.listeners.target_words import read_group
from bot.paper_words import words_on
from bot.reading import read_people
from bot.target_draft import TargetDraft
from core.db import WorkspaceSession
from core.documents import check_file, largest_file
from core.errors import Invalid, Unavailable
from core.frameworks import ScaleView, competencies, scale_of
from core.people import people
from core.targets import may_target_group, plan_targets
from core.words import say
from tagging.job_description import DraftTarget, TargetProposal, read_job_description

READ_JOB = "targets.read_job"
READING = say("Reading the job description…")
FEWEST_LETTERS = 12
_FROM = re.compile(r"^(?P<who>.+?)\s+from\b[:\s]*(?P<text>.*)$", re.IGNORECASE | re.DOTALL)
_VERB = re.compile(r"^\s*/?(?:prowess\s+)?target\s+(?P<rest>.+)$", re.IGNORECASE | re.DOTALL)


def register(conversations: Conversations) -> None:
    """Add the form, the slow reading, and the message with a file."""
    conversations.submission(cards.FORM, _submitted)
    conversations.job(READ_JOB, _read)
    conversations.message(_heard)


def proposed(call: Call) -> Answer | None:
    """`target @anna from JOB DESCRIPTION`; None where the words are no such command."""
    found = _whom(call, call.words)
    if found is None:
        return None
    draft, text = found
    if len(text) < FEWEST_LETTERS:
        return Answer(form=cards.job_form(draft, text))
    return _handed_on(draft, text=text)


def _heard(message: Message) -> Answer | None:
    """'target @anna from this', with the description as a file."""
    said = _VERB.match(message.words)
    found = _whom(message, said["rest"]) if said and message.files else None
    return _handed_on(found[0], files=message.files[:1], text="") if found else None


def _whom(request: Call | Message, words: str) -> tuple[TargetDraft, str] | None:
    """Whom the targets would be for, after the rights were asked, and the text; None without people before a 'from'."""
    parted = _FROM.match(words.strip())
    if parted is None:
        return None
    asker = request.asker
    with request.product.reading(asker.workspace_id) as session:
        group = read_group(session, parted["who"])
        if group is not None:
            whole = may_target_group(session, asker.actor, group.id)
            draft = TargetDraft(team=(group.id, group.name), whole=whole)
        else:
            named = read_people(session, parted["who"])
            draft = TargetDraft(people=named.ids, team=named.team)
        rest = group.rest if group is not None else named.rest
        if rest or not (draft.people or draft.team):
            return None
        _check(session, asker, draft)
    return draft, parted["text"].strip()


def _check(session: WorkspaceSession, asker: Asker, draft: TargetDraft) -> None:
    """Refuse before anything is read who may set targets for none of them."""
    if draft.people:
        plan_targets(session, asker.actor, draft.people, {})
    else:
        target_groups.check_rights(session, asker, draft)


def _submitted(form: Submission) -> Answer:
    text, files = str(form.values.get("text") or "").strip(), form.values.get("file") or []
    if not text and not files:
        raise Invalid(say("Paste the job description, or add a file with it."), field="text")
    return replace(_handed_on(TargetDraft.of(form.payload), files=files[:1], text=text), replace=False)


def _handed_on(draft: TargetDraft, *, text: str, files: Sequence[SharedFile] = ()) -> Answer:
    payload = {"draft": draft.payload(), "text": text, "files": packed_files(files)}
    return Answer(card=line(READING), later=Later(READ_JOB, payload))


def _read(job: Job) -> Answer:
    """Read it and propose; rights are asked again, and nothing is kept of the text."""
    draft = TargetDraft.of(job.payload["draft"])
    with job.product.reading(job.asker.workspace_id) as session:
        _check(session, job.asker, draft)
    text = "\n".join(part for part in (str(job.payload["text"]), _file_words(job)) if part)
    if not text.strip():
        raise Invalid(say("I can't read a word in that file. Paste the text instead."), field="file")
    found = _proposal(job, text)
    return Answer(card=_card(job, draft, found))


def _file_words(job: Job) -> str:
    """The words of the file that came along, '' without one."""
    files = unpacked_files(job.payload["files"])
    if not files:
        return ""
    if job.product.fetch_file is None:
        raise Unavailable(say("Files can't be fetched here. Paste the text instead."))
    content = job.product.fetch_file(job.asker.workspace_id, files[0])
    if files[0].name.lower().endswith(".txt"):
        return str(content.decode("utf-8", "replace"))
    with job.product.reading(job.asker.workspace_id) as session:
        most = largest_file(session)
    return words_on(job.product, check_file(files[0].name, content, megabytes=most))


def _proposal(request: Request, text: str) -> TargetProposal:
    asker, skills = request.asker, request.product.skills
    return read_job_description(
        text,
        book=skills.name_book(asker.workspace_id, asker.actor),
        found=lambda lines: skills.skills_in_lines(asker.workspace_id, asker.actor, lines),
        chat=request.product.chat_model,
    )


def _card(request: Request, draft: TargetDraft, found: TargetProposal) -> Card:
    with request.product.reading(request.asker.workspace_id) as session:
        known = competencies(session, [each.competency_id for each in found.targets])
        targets = [each for each in found.targets if each.competency_id in known and known[each.competency_id].active]
        scales = {each.competency_id: scale_of(session, each.competency_id) for each in targets if each.value}
        whom = _named(session, draft)
    if not targets:
        return cards.nothing_card(draft, found.degraded)
    values = {each.competency_id: _value(scales.get(each.competency_id), each) for each in targets}
    rows = [
        cards.ProposedRow(
            known[each.competency_id],
            each.value if values[each.competency_id] is not None else "",
            each.words,
            each.confidence,
            each.reason,
        )
        for each in targets
    ]
    return cards.proposals_card(replace(draft, skills=values), rows, whom, found.degraded)


def _value(scale: ScaleView | None, target: DraftTarget) -> int | None:
    """The value on its scale, None where the text names none that it has."""
    named: Mapping[str, int] = {each.name.casefold(): each.id for each in scale.values} if scale is not None else {}
    return named.get(target.value.casefold())


def _named(session: WorkspaceSession, draft: TargetDraft) -> Words:
    if draft.team and not draft.people:
        return draft.team[1]
    found: Mapping[int, Any] = people(session, draft.people[:3])
    names: list[Words] = [found[each].first_name for each in draft.people[:3] if each in found]
    more = len(draft.people) - len(names)
    return say("{names}", names=[*names, say("{n} others", n=more)] if more > 0 else names)
