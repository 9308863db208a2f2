"""Groups in a file: kind and name, members and leads by e-mail address; nobody leaves a group by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.db import WorkspaceSession
from core.exchange.cells import Cells
from core.exchange.directory.on_file import PersonOnFile, fill, followers_on_file, people_by_email
from core.exchange.rowwise import Judgement, Row, RowBatch, judged, refuse
from core.people import GROUP_KINDS, Actor, add_group, follows_words, put_into_group
from core.people.models import Group
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
    followers: dict[tuple[str, str], str]
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
        groups = session.execute(select(Group.kind, Group.name).where(Group.archived_at.is_(None)))
        return KnownGroups({(row[0], row[1]) for row in groups}, followers_on_file(session), found)

    def judge(self, known: KnownGroups, row: Row[SaidGroup]) -> Judgement:
        """Whether a group is new, or somebody is to join it."""
        said = row.said
        if unknown := [each for each in said.members if each not in known.people]:
            column = "members" if not said.members[unknown[0]] else "leads"
            return refuse(row, column, say("nobody here has the address {unknown}", unknown=unknown[:3]))
        before = True if (said.kind, said.name) in known.groups else None
        changes = any(not _is_in(known, said, each) for each in said.members)
        source = known.followers.get((said.kind, said.name))
        if changes and source and (words := follows_words(source, said.name)):
            return refuse(row, "members", words)
        return judged(before, changes)

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownGroups, row: Row[SaidGroup]) -> None:
        """Make the group and let its members join."""
        group_id = add_group(session, actor, row.said.kind, row.said.name)
        for lead in (False, True):
            joining = [known.people[email].id for email, leads in row.said.members.items() if leads == lead]
            put_into_group(session, actor, group_id, joining, lead=lead)


def _is_in(known: KnownGroups, said: SaidGroup, email: str) -> bool:
    return known.people[email].groups.get(said.kind, {}).get(said.name) == said.members[email]
