"""What a file says of a person, against what is on file."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.db import WorkspaceSession
from core.exchange.directory.on_file import PersonOnFile
from core.people import Actor, PersonDetails, add_group, join_group, leave_group


@dataclass(frozen=True)
class SaidPerson:
    """What a row says of a person; None and empty lists leave what is on file."""

    email: str
    name: str
    manager: str | None = None
    groups: dict[str, dict[str, bool]] = field(default_factory=dict)
    leads: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    roles_elsewhere: tuple[str, ...] = ()
    access_tier: int | None = None
    time_zone: str | None = None
    locale: str | None = None
    chat_user_id: str | None = None
    active: bool | None = None


def details_of(said: SaidPerson, before: PersonOnFile | None) -> PersonDetails:
    if before is None:
        usual = PersonDetails(said.name)
        return PersonDetails(
            said.name, said.email, said.chat_user_id, said.time_zone or usual.time_zone, said.locale or usual.locale,
            said.access_tier, said.active is not False,
        )  # fmt: skip
    return PersonDetails(
        said.name,
        before.email or said.email,
        said.chat_user_id or before.chat_user_id,
        said.time_zone or before.time_zone,
        said.locale or before.locale,
        before.access_tier if said.access_tier is None else said.access_tier,
        before.active if said.active is None else said.active,
    )


def differs(said: SaidPerson, before: PersonOnFile) -> bool:
    wanted = details_of(said, before)
    same = (
        before.name, before.email, before.chat_user_id, before.time_zone, before.locale, before.access_tier,
        before.active,
    ) == (
        wanted.name, wanted.email, wanted.chat_user_id, wanted.time_zone, wanted.locale, wanted.access_tier,
        wanted.active,
    )  # fmt: skip
    return (
        not same
        or (said.manager is not None and said.manager != before.manager)
        or any(before.groups.get(kind, {}) != wanted for kind, wanted in wanted_groups(said, before.groups).items())
        or not set(said.roles) <= before.roles
    )


def wanted_groups(said: SaidPerson, before: dict[str, dict[str, bool]]) -> dict[str, dict[str, bool]]:
    """All groups of each kind the row speaks of; teams led are added where it doesn't list the teams."""
    wanted = dict(said.groups)
    if said.leads and "team" not in wanted:
        wanted["team"] = {**before.get("team", {}), **dict.fromkeys(said.leads, True)}
    return wanted


def set_groups(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    kind: str,
    before: dict[str, bool],
    wanted: dict[str, bool],
) -> None:
    for name in before.keys() - wanted.keys():
        leave_group(session, actor, add_group(session, actor, kind, name), person_id)
    for name, lead in wanted.items():
        if before.get(name) != lead:
            join_group(session, actor, add_group(session, actor, kind, name), person_id, lead=lead)
