"""Cards and the form of role profiles: which there are, what one requires and of whom (profiles/profile)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.course_words import page_words
from bot.blocks.gap_group import FIT, coverage_words
from bot.cards import Actions, Button, Card, Confirm, Context, Form, FormField, Header, Part, Text, Words, undo_button
from core.frameworks import CompetencyView
from core.gaps import GroupCoverage, ProfileEffect
from core.people import GroupKind
from core.profiles import ProfileGroupView, ProfileView, RequirementView
from core.words import Sentence, say, say_count

LIST, OPEN, NEW, EDIT, ARCHIVE, GAP = (
    "role_profile.list", "role_profile.open", "role_profile.new", "role_profile.edit", "role_profile.archive",
    "role_profile.gap",
)  # fmt: skip
APPLY, CHANGE, CANCEL = "role_profile.apply", "role_profile.change", "role_profile.cancel"
FORM, GROUPS = "role_profile.form", "role_profile.groups"
PAGE = 10
LONGEST_LINES = 3_000
EXAMPLE = say("One a line: English=B2, or: 2 of First aid at work")


@dataclass(frozen=True)
class RoleView:
    """A profile as the asker sees it; `coverage` is how its groups stand with what is needed of so many."""

    profile: ProfileView
    skills: Mapping[int, CompetencyView]
    manages: bool
    coverage: Sequence[GroupCoverage] = ()


def list_card(profiles: Sequence[ProfileView], start: int, *, manages: bool) -> Card:
    """The profiles one sees, ten a page."""
    new = [Button(say("New profile"), NEW, {}, "primary")] if manages else []
    if not profiles:
        said = say("There is no role profile yet.") if manages else say("No role profile is open to you yet.")
        return Card(said, (Text(said), *([Actions(new)] if new else [])))
    shown = profiles[start : start + PAGE]
    parts: list[Part] = [Header(say("Role profiles"))]
    parts += [Text(_line(each), Button(say("Open"), OPEN, {"profile": each.id})) for each in shown]
    if len(profiles) > PAGE:
        parts.append(Context(page_words(start, len(shown), len(profiles))))
        following = start + PAGE if start + PAGE < len(profiles) else 0
        new.insert(0, Button(say("Show more") if following else say("From the start"), LIST, {"from": following}))
    summary = say_count("{n} role profile", "{n} role profiles", len(profiles))
    return Card(summary, (*parts, *([Actions(new)] if new else [])))


def _line(profile: ProfileView) -> Sentence:
    said = say_count(
        "*{name}*: {n} requirement", "*{name}*: {n} requirements", len(profile.requirements), name=profile.name
    )
    if profile.groups:
        said = say("{said}, for {groups}", said=said, groups=[group_words(each) for each in profile.groups])
    return said if profile.public else say("{said} · not public", said=said)


def group_words(group: ProfileGroupView) -> Words:
    """A position by its name, another group with its kind."""
    return group.name if group.kind == GroupKind.POSITION else say("{kind} {name}", kind=group.kind, name=group.name)


def requirement_words(found: RequirementView, skill: CompetencyView) -> Sentence:
    """'English B2', '2 of the group: First aid at work'."""
    plain = found.value.proficient and found.value.name.lower() == "acquired"
    named = say("{name}", name=skill.name) if plain else say("{name} {value}", name=skill.name, value=found.value.name)
    return named if found.of_group is None else say("{n} of the group: {named}", n=found.of_group, named=named)


def profile_card(view: RoleView, *, said: Words | None = None, undo_id: int | None = None) -> Card:
    """A profile: for whom, what it requires, and what can be done with it."""
    profile = view.profile
    parts: list[Part] = [Header(profile.name)]
    if said is not None:
        parts.append(Text(said))
    if profile.groups:
        parts.append(Text(say("For {groups}.", groups=[group_words(each) for each in profile.groups])))
    required = [requirement_words(each, view.skills[each.competency_id]) for each in profile.requirements]
    parts.append(Text(_listed(required)) if required else Text(say("It requires nothing yet.")))
    parts += [Text(coverage_words(each, view.skills[each.requirement.competency_id].name)) for each in view.coverage]
    seen = say("Public: everybody sees it.") if profile.public else say(
        "Not public: admins see it; who is in a position has its targets, not its name."
    )
    parts.append(Context(say("{seen} Id number {number}.", seen=seen, number=profile.idnumber)))
    return Card(say("{name}: role profile", name=profile.name), (*parts, Actions(_buttons(view, undo_id))))


def _listed(lines: Sequence[Sentence]) -> Sentence:
    values = {f"line{place}": each for place, each in enumerate(lines)}
    return say("\n".join(f"· {{{name}}}" for name in values), **values)


def _buttons(view: RoleView, undo_id: int | None) -> list[Button]:
    about = {"profile": view.profile.id}
    found = [Button(say("My gaps"), GAP, about), Button(say("Best fit"), FIT, about)]
    if undo_id is not None:
        return [*found, *([Button(say("Edit"), EDIT, about)] if view.manages else []), undo_button(undo_id)]
    if view.manages:
        confirm = Confirm(
            say("Archive {name}?", name=view.profile.name),
            say("Its targets end for everybody; ratings and history stay."), say("Archive"),
        )  # fmt: skip
        found += [Button(say("Edit"), EDIT, about), Button(say("Archive"), ARCHIVE, about, "danger", confirm)]
    return found


def profile_form(
    *,
    name: str = "",
    idnumber: str = "",
    public: bool = True,
    groups: Sequence[tuple[str, str]] = (),
    lines: str = "",
    payload: Mapping[str, Any] | None = None,
) -> Form:
    """Name, for whom, what is required, public or not."""
    fields = (
        FormField("name", say("Name"), initial=name or None, max_length=120, hint=say("Example: Driver")),
        FormField(
            "groups", say("For which positions"), "search", list(groups), True, lookup=GROUPS, several=True,
            hint=say("Or teams, locations, companies. Who is in one has the targets at once."),
        ),
        FormField(
            "requirements", say("What it requires"), "long_text", lines or None, True, max_length=LONGEST_LINES,
            hint=EXAMPLE,
        ),
        FormField("public", say("Public"), "check", public, hint=say("Everybody sees it")),
        FormField("idnumber", say("Id number"), initial=idnumber or None, optional=True, max_length=100,
                  hint=say("For files. Left empty it is made from the name.")),
    )  # fmt: skip
    title = say("Edit role profile") if payload and payload.get("profile") else say("New role profile")
    return Form(title, FORM, fields, payload or {})


def requirement_lines(profile: ProfileView, skills: Mapping[int, CompetencyView]) -> str:
    """What a profile requires as the form has it."""
    lines = []
    for each in profile.requirements:
        so_many = "" if each.of_group is None else f"{each.of_group} of "
        lines.append(f"{so_many}{skills[each.competency_id].name}={each.value.name}")
    return "\n".join(lines)


def dry_run_card(name: str, effect: ProfileEffect, draft_id: int) -> Card:
    """What saving would do, before anything changes (targets/dry-run)."""
    counts = effect_words(effect)
    payload = {"draft": draft_id}
    buttons = (
        Button(say("Apply"), APPLY, payload, "primary"),
        Button(say("Change"), CHANGE, payload),
        Button(say("Cancel"), CANCEL),
    )
    summary = say("Not applied yet. {counts}", counts=counts)
    head = Header(say("Not applied yet"))
    return Card(summary, (head, Text(say("*{name}*. {counts}", name=name, counts=counts)), Actions(buttons)))


def effect_words(effect: ProfileEffect) -> Sentence:
    """'9 people: 20 targets new, 5 of them already met, 1 exempt; 2 there already, 3 end.'"""
    people = say_count("{n} person", "{n} people", effect.people)
    new = say_count("{n} target new", "{n} targets new", effect.new)
    said = say("{people}: {new}", people=people, new=new)
    for words, number in (
        ("{said}, {n} of them already met", effect.met),
        ("{said}, {n} exempt", effect.exempt),
        ("{said}, {n} changed", effect.changed),
        ("{said}, {n} already there", effect.there),
    ):
        if number:
            said = say(words, said=said, n=number)
    if effect.ended:
        said = say_count("{said}, {n} ends", "{said}, {n} end", effect.ended, said=said)
    return say("{said}.", said=said)
