"""Groups in a file: kind and name, members and leads by e-mail address; nobody leaves a group by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import WorkspaceSession
from core.exchange.cells import Cells
from core.exchange.directory.on_file import PersonOnFile, fill, people_by_email
from core.exchange.rowwise import Judgement, Row, RowBatch, judged, refuse
from core.people import Actor, add_group, join_group
from core.people.models import Group
from core.people.service import GROUP_KINDS
from core.words import say

REQUIRED = ("kind", "name")
OPTIONAL = ("members", "leads")


@dataclass(frozen=True)
class SaidGroup:
    """What a row says of a group: addresses of members, in lower case, with whether they lead it."""

    kind: str
    name: str
    members: dict[str, bool]


@dataclass(frozen=True)
class KnownGroups:
    """Groups on file by kind and name, and the people the file names."""

    groups: set[tuple[str, str]]
    people: dict[str, PersonOnFile]


class GroupsBatch(RowBatch[SaidGroup]):
    """Groups with their members."""

    required = REQUIRED
    optional = OPTIONAL

    def read(self, cells: Cells) -> tuple[str, SaidGroup]:
        """A group of the file."""
        kind = cells.one_of("kind", GROUP_KINDS)
        if not cells.text("kind"):
            cells.needed("kind")
        name = " ".join(cells.needed("name").split())
        members = {each.lower(): False for each in cells.listed("members")}
        members |= {each.lower(): True for each in cells.listed("leads")}
        return f"{kind} {name}", SaidGroup(kind, name, members)

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidGroup]]) -> KnownGroups:
        """All groups, and the people of these rows."""
        found = people_by_email(session, {each for row in rows for each in row.said.members})
        fill(session, found.values())
        groups = session.execute(select(Group.kind, Group.name))
        return KnownGroups({(row[0], row[1]) for row in groups}, found)

    def judge(self, known: KnownGroups, row: Row[SaidGroup]) -> Judgement:
        """Whether a group is new, or somebody is to join it."""
        said = row.said
        if unknown := [each for each in said.members if each not in known.people]:
            column = "members" if not said.members[unknown[0]] else "leads"
            return refuse(row, column, say("nobody here has the address {unknown}", unknown=unknown[:3]))
        before = True if (said.kind, said.name) in known.groups else None
        return judged(before, any(not _is_in(known, said, each) for each in said.members))

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownGroups, row: Row[SaidGroup]) -> None:
        """Make the group and let its members join."""
        group_id = add_group(session, actor, row.said.kind, row.said.name)
        for email, lead in row.said.members.items():
            if not _is_in(known, row.said, email):
                join_group(session, actor, group_id, known.people[email].id, lead=lead)


def _is_in(known: KnownGroups, said: SaidGroup, email: str) -> bool:
    return known.people[email].groups.get(said.kind, {}).get(said.name) == said.members[email]
