"""New people of a file, done at once: all registered, then their lines, groups and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.directory.on_file import PersonOnFile
from core.exchange.directory.said_person import SaidPerson, details_of, wanted_groups
from core.people import Actor, add_group, draw_first_lines, give_role, put_into_group, register_people
from core.words import say


def add_people(
    session: WorkspaceSession, actor: Actor, said: Sequence[SaidPerson], known: Mapping[str, PersonOnFile]
) -> None:
    """Register people of whom nobody is on file, managers before those they manage; `known` are others by address.

    All or none; a service's refusal is raised.
    """
    made = register_people(session, actor, [details_of(each, None) for each in said])
    ids = {each.email.lower(): person_id for each, person_id in zip(said, made, strict=True)}
    draw_first_lines(session, actor, dict(_lines(said, ids, known)))
    _join(session, actor, said, ids)
    for each in said:
        for role in each.roles:
            give_role(session, actor, ids[each.email.lower()], role)


def _lines(
    said: Sequence[SaidPerson], ids: Mapping[str, int], known: Mapping[str, PersonOnFile]
) -> list[tuple[int, int]]:
    lines = []
    for each in said:
        if each.manager is None:
            continue
        manager = ids.get(each.manager) or (known[each.manager].id if each.manager in known else None)
        if manager is None:
            raise Invalid(say("the row of '{email}' is refused", email=each.manager), field="manager_email")
        lines.append((ids[each.email.lower()], manager))
    return lines


def _join(session: WorkspaceSession, actor: Actor, said: Sequence[SaidPerson], ids: Mapping[str, int]) -> None:
    """Each group once, with all who join it."""
    joining: dict[tuple[str, str, bool], list[int]] = {}
    for each in said:
        for kind, wanted in wanted_groups(each, {}).items():
            for name, lead in wanted.items():
                joining.setdefault((kind, name, lead), []).append(ids[each.email.lower()])
    for (kind, name, lead), people in joining.items():
        put_into_group(session, actor, add_group(session, actor, kind, name), people, lead=lead)
