"""The form to set targets: persons, competencies found as one types, a value and a day."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Form, FormField, Text
from bot.conversation import Call, Option, Submission
from bot.listeners.competency_lookups import competency_options
from bot.reading import value_named
from bot.target_draft import TargetDraft
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import competencies
from core.people import people, person_by_chat_id
from core.words import Sentence, say

FORM, LOOKUP = "targets.form", "targets.skills"


def target_form(session: WorkspaceSession, draft: TargetDraft, *, keeps_card: bool = False) -> Form:
    """The form with what is known already; `keeps_card` leaves the message it was opened from as it is."""
    persons = people(session, draft.people)
    chosen = competencies(session, draft.skills)
    skills = [(chosen[each].name, str(each)) for each in draft.skills if each in chosen]
    picked = [persons[each].chat_user_id for each in draft.people if each in persons]
    fields = () if draft.whole else (
        FormField("people", say("For whom"), "people", [each for each in picked if each], optional=bool(draft.team)),
    )
    fields = (
        *fields,
        FormField("skills", say("Skills and other competencies"), "search", skills, lookup=LOOKUP, several=True),
        FormField(
            "value", say("Value"), "text", optional=True, max_length=60,
            hint=say("Leave it empty for the lowest that counts: Acquired, or B1 for languages."),
        ),
        FormField("due", say("Due by"), "date", draft.due, optional=True),
    )
    intro = (Text(_whom(draft)),) if draft.team else ()
    payload = {**draft.payload(), "k": int(keeps_card)}
    return Form(say("Set targets"), FORM, fields, payload, submit=say("Set"), intro=intro)


def _whom(draft: TargetDraft) -> Sentence:
    name = draft.team[1] if draft.team else ""
    if draft.whole:
        return say("For everybody in {group}, later members too.", group=name)
    return say("For those in {group} now.", group=name)


def read_form(session: WorkspaceSession, form: Submission) -> TargetDraft:
    """What was filled in; raises Invalid at the field that is wrong, so that the form stays open (chat/errors)."""
    before = TargetDraft.of(form.payload)
    ids = [_person_id(session, each) for each in form.values.get("people") or []]
    if not ids and before.team is None:
        raise Invalid(say("Pick at least one person."), field="people")
    skills = [int(each) for each in form.values.get("skills") or []]
    if not skills:
        raise Invalid(say("Pick at least one skill. Example: Fire safety."), field="skills")
    value = str(form.values.get("value") or "").strip()
    return TargetDraft(
        people=tuple(dict.fromkeys(ids)),
        team=before.team,
        whole=before.whole,
        offered=before.offered,
        skills=_values(session, skills, value, before),
        due=form.values.get("due"),
    )


def find_skills(call: Call) -> Sequence[Option]:
    """Options of the search field: active competencies the asker sees, with their category where it is no skill."""
    return competency_options(call)


def _person_id(session: WorkspaceSession, chat_user_id: str) -> int:
    found = person_by_chat_id(session, chat_user_id)
    if found is None:
        raise Invalid(say("One of them is not in the directory of Prowess. An admin can add them."), field="people")
    return found.id


def _values(
    session: WorkspaceSession, skills: Sequence[int], value: str, before: TargetDraft
) -> dict[int, int | None]:
    """The value asked for on each scale; without one the values of the command stay."""
    if not value:
        return {each: before.skills.get(each) for each in skills}
    known = competencies(session, skills)
    return {each: value_named(session, known[each], value) for each in skills if each in known}
