"""The kinds of files that people and groups come in."""

from __future__ import annotations

from core.exchange.batches import Kind
from core.exchange.directory import groups, people
from core.exchange.directory.groups import GroupsBatch
from core.exchange.directory.people import PeopleBatch
from core.exchange.likeness import by_columns
from core.people import Capability
from core.words import say

PEOPLE = Kind(
    "people", say("People"), say("people"), Capability.GROUP_MANAGE, PeopleBatch,
    by_columns(people.REQUIRED, people.OPTIONAL), people.REQUIRED, people.OPTIONAL,
)
GROUPS = Kind(
    "groups", say("Groups"), say("groups"), Capability.GROUP_MANAGE, GroupsBatch,
    by_columns(groups.REQUIRED, groups.OPTIONAL), groups.REQUIRED, groups.OPTIONAL,
)
