"""Making and changing role profiles in chat: the form, the dry run where people are concerned, archive and undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.blocks import role_profiles as cards
from bot.cards import Actions, Card, Form, Text, Words, line, undo_button
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Submission
from bot.reading import read_skills
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, ProwessError
from core.frameworks import competencies, scale_of
from core.gaps import profile_effect
from core.people import Actor, Capability, group_views, require
from core.profiles import (
    FOR_KINDS,
    ProfileDetails,
    ProfileView,
    Requirement,
    archive_profile,
    checked_profile,
    keep_profile_draft,
    profile_draft,
    profile_view,
    profiles_by_id,
    restore_profile,
    save_profile,
)
from core.words import TimeOfDay, say

UNDO_SAVED, UNDO_ARCHIVED = "role_profile.saved", "role_profile.archived"
EDITING = "role_profile.editing"
MOST_OPTIONS = 100
_OF_GROUP = re.compile(r"^(?P<n>\d{1,6})\s+of\s+(?:the\s+group\s*:?\s*)?(?P<rest>\S.*)$", re.IGNORECASE)

_KIND_AFTER = re.compile(rf"\s*\((?:{'|'.join(FOR_KINDS)})\)$", re.IGNORECASE)

Show = Callable[..., Card]


def register(conversations: Conversations, show: Show) -> None:
    """Add the form, its look-up, the buttons, and how each is undone; `show` makes a profile's card."""
    conversations.press(cards.NEW, _new)
    conversations.press(cards.EDIT, _edit)
    conversations.press(EDITING, _edit)
    conversations.press(cards.ARCHIVE, _archive)
    conversations.press(cards.CHANGE, _change)
    conversations.press(cards.CANCEL, lambda _press: Answer(card=line(say("Cancelled. Nothing was changed."))))
    conversations.press(cards.APPLY, lambda press: _apply(press, show))
    conversations.submission(cards.FORM, lambda form: _submitted(form, show))
    conversations.lookup(cards.GROUPS, _groups)
    conversations.undo(UNDO_SAVED, _undo_saved)
    conversations.undo(UNDO_ARCHIVED, _undo_archived)


def form_of(session: WorkspaceSession, asker: Asker, profile_id: int) -> Form:
    """The form of a profile on file."""
    profile = profile_view(session, asker.actor, profile_id)
    return _form(session, profile, {"profile": profile_id})


def _form(session: WorkspaceSession, profile: ProfileView, payload: Mapping[str, Any]) -> Form:
    skills = competencies(session, [each.competency_id for each in profile.requirements])
    return cards.profile_form(
        name=profile.name, idnumber=profile.idnumber, public=profile.public,
        groups=[(f"{each.name} ({each.kind})", str(each.id)) for each in profile.groups],
        lines=cards.requirement_lines(profile, skills), payload=payload,
    )  # fmt: skip


def _new(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.PROFILE_MANAGE)
    return Answer(form=cards.profile_form())


def _edit(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        require(session, press.asker.actor, Capability.PROFILE_MANAGE)
        return Answer(form=form_of(session, press.asker, int(press.payload["profile"])))


def _change(press: Press) -> Answer:
    """The form again with what was to be applied; changing a draft makes another one."""
    with press.product.reading(press.asker.workspace_id) as session:
        details, profile_id = profile_draft(session, press.asker.actor, int(press.payload["draft"]))
        groups = group_views(session, ids=details.group_ids) if details.group_ids else []
        skills = competencies(session, [each.competency_id for each in details.requirements])
        lines = "\n".join(_line(session, each, skills) for each in details.requirements)
    form = cards.profile_form(
        name=details.name, idnumber=details.idnumber, public=details.public,
        groups=[(f"{each.name} ({each.kind})", str(each.id)) for each in groups],
        lines=lines, payload={"profile": profile_id} if profile_id else {},
    )  # fmt: skip
    return Answer(form=form)


def _line(session: WorkspaceSession, requirement: Requirement, skills: Mapping[int, Any]) -> str:
    value = scale_of(session, requirement.competency_id).value(requirement.value_id)
    said = skills[requirement.competency_id].name + (f"={value.name}" if value else "")
    return said if requirement.of_group is None else f"{requirement.of_group} of {said}"


def _submitted(form: Submission, show: Show) -> Answer:
    """Saved at once where nobody's or one person's targets change, else shown with its effect first."""
    asker, profile_id = form.asker, form.payload.get("profile")
    with form.product.writing(asker.workspace_id) as session:
        require(session, asker.actor, Capability.PROFILE_MANAGE)
        details = checked_profile(session, _read(session, asker.actor, form.values), profile_id)
        effect = profile_effect(session, details, profile_id)
        if effect.touches and effect.people > 1:
            draft_id = keep_profile_draft(session, asker.actor, details, profile_id)
            return Answer(card=cards.dry_run_card(details.name, effect, draft_id), replace=False)
        saved_id, undo_id = _save(session, asker, details, profile_id)
        said = say("✓ Saved by you, {at}.", at=TimeOfDay(session.now))
        return Answer(card=show(session, asker, saved_id, said, undo_id), replace=False)


def _apply(press: Press, show: Show) -> Answer:
    """Apply what was shown, to the people who are there now; a draft is applied once."""
    asker = press.asker
    with press.product.writing(asker.workspace_id) as session:
        details, profile_id = profile_draft(session, asker.actor, int(press.payload["draft"]), taken=True)
        effect = profile_effect(session, checked_profile(session, details, profile_id), profile_id)
        saved_id, undo_id = _save(session, asker, details, profile_id)
        said = say(
            "✓ Applied by {name}, {at}: {counts}",
            name=asker.person.first_name, at=TimeOfDay(session.now), counts=cards.effect_words(effect),
        )  # fmt: skip
        return Answer(card=show(session, asker, saved_id, said, undo_id))


def _save(
    session: WorkspaceSession, asker: Asker, details: ProfileDetails, profile_id: int | None
) -> tuple[int, int | None]:
    """Save it and note how to take it back; the profile's id and the Undo's."""
    known = profiles_by_id(session, [profile_id]).get(profile_id) if profile_id is not None else None
    before = known.details.packed() if known else None
    saved_id = save_profile(session, asker.actor, details, profile_id)
    session.flush()
    after = profiles_by_id(session, [saved_id])[saved_id].details.packed()
    if before == after:
        return saved_id, None
    undo_id = note_undoable(session, asker.person_id, UNDO_SAVED, profile=saved_id, before=before, after=after)
    return saved_id, undo_id


def _archive(press: Press) -> Answer:
    asker, profile_id = press.asker, int(press.payload["profile"])
    with press.product.writing(asker.workspace_id) as session:
        name = archive_profile(session, asker.actor, profile_id)
        undo_id = note_undoable(session, asker.person_id, UNDO_ARCHIVED, profile=profile_id)
        said = say("✓ {name} archived by you, {at}. Its targets end.", name=name, at=TimeOfDay(session.now))
    return Answer(card=Card(said, (Text(said), Actions((undo_button(undo_id),)))))


def _read(session: WorkspaceSession, actor: Actor, values: Mapping[str, Any]) -> ProfileDetails:
    """What was filled in; raises Invalid at the field that is wrong, so that the form stays open (chat/errors)."""
    lines = [each.strip() for each in str(values.get("requirements") or "").splitlines() if each.strip()]
    return ProfileDetails(
        str(values.get("name") or ""),
        str(values.get("idnumber") or ""),
        bool(values.get("public")),
        tuple(int(each) for each in values.get("groups") or []),
        tuple(requirement for each in lines for requirement in read_requirements(session, actor, each)),
    )


def read_requirements(session: WorkspaceSession, actor: Actor, words: str) -> list[Requirement]:
    """'English=B2' or '2 of First aid at work'; several in a line with commas between them."""
    of_group, rest = None, words
    if (said := _OF_GROUP.match(words)) is not None:
        of_group, rest = int(said["n"]), said["rest"]
    try:
        found = read_skills(session, actor, rest)
    except ProwessError as error:
        raise Invalid(error.sentence, field="requirements") from None
    if found.unknown:
        unknown = found.unknown[0].words
        raise Invalid(
            say("I don't find '{words}' in the catalogue. Check its name. {example}", words=unknown,
                example=cards.EXAMPLE),
            field="requirements",
        )  # fmt: skip
    return [Requirement(each, value_id, of_group) for each, value_id in found.found.items()]


def _groups(call: Call) -> Sequence[Option]:
    """Positions first, then the other groups that a profile can be for."""
    typed = _KIND_AFTER.sub("", call.words.strip())
    with call.product.reading(call.asker.workspace_id) as session:
        found = [each for kind in FOR_KINDS for each in group_views(session, kind=kind, words=typed, limit=50)]
    return [(f"{each.name} ({each.kind})", str(each.id)) for each in found[:MOST_OPTIONS]]


def _undo_saved(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    profile_id = int(refs["profile"])
    now = profiles_by_id(session, [profile_id]).get(profile_id)
    if now is None or not now.details.same_as(ProfileDetails.of(refs["after"])):
        raise Conflict(say("Can't undo: it was changed since. Nothing changed."))
    if refs["before"] is None:
        name = archive_profile(session, actor, profile_id)
        return say("Undone, {at}. There is no role profile {name}.", at=TimeOfDay(session.now), name=name)
    save_profile(session, actor, ProfileDetails.of(refs["before"]), profile_id)
    return say("Undone, {at}. {name} is as it was.", at=TimeOfDay(session.now), name=str(refs["before"]["name"]))


def _undo_archived(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Words:
    name = restore_profile(session, actor, int(refs["profile"]))
    return say("Undone, {at}. {name} is in use again.", at=TimeOfDay(session.now), name=name)
