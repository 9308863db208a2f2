"""What of all qualifications is asked for and may be seen, as conditions, and how few that leaves."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory
from core.frameworks.models import Competency, CompetencyState
from core.frameworks.queries import visible
from core.people import Actor, Capability
from core.people.models import Person, PersonState
from core.qualifications.choosing import (
    Choice,
    asking_types,
    chosen,
    expiry_reach,
    members_of_any,
    of_categories,
)
from core.qualifications.models import Qualification, QualificationType, QualificationVersion
from core.qualifications.papers import in_hand
from core.qualifications.sight import open_to, people_in_part, reached_people

FEW = 2_000
"""So many chosen ones are sorted at once; of more, people are walked by name, for then a page is full soon."""

STREAMED = 10_000


class Selection:
    """What is asked for, as conditions; made once for a page."""

    def __init__(
        self, session: WorkspaceSession, actor: Actor, choice: Choice, also: Capability | None = None
    ) -> None:
        self.session, self.choice = session, choice
        reached = reached_people(session, actor)
        self.details = open_to(session, actor, Capability.DETAILS_VIEW, reached)
        if also is not None:
            self.details = sa.and_(self.details, open_to(session, actor, also, reached_people(session, actor, also)))
        files = Capability.DOCUMENT_OPEN
        self.documents = open_to(session, actor, files, reached_people(session, actor, files))
        self._own = Qualification.person_id == (actor.person_id or 0)
        self._within_tier = visible(session, actor)
        self._everybody = reached is None
        self._conditions = [*chosen(session, choice), self._seen()]
        self.people: sa.ColumnElement[bool] | None = None
        if reached is not None and not self._names_others():
            in_part = people_in_part(session, actor)
            self.people = sa.or_(Person.id.in_(reached), Person.id.in_(in_part))
        self._few = self._few_ids()

    def rows(self, ids: Sequence[int]) -> list[Any]:
        """The rows of these qualifications, in their order."""
        found = {row[0].id: row for row in self.session.execute(self.query().where(Qualification.id.in_(ids)))}
        return [found[each] for each in ids]

    def query(self) -> sa.Select[Any]:
        """Qualification, version, person's name, whether the details and whether the documents are open."""
        columns: tuple[Any, ...] = (
            Qualification, QualificationVersion, Person.name, self.details.label("details"),
            self.documents.label("documents"),
        )
        return self.narrowed(select(*columns))

    def narrowed(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """A query from the tables joined, narrowed to what is wanted and may be seen."""
        active = sa.true() if self.choice.inactive else PersonState.active.is_(True)
        joined = (
            query.select_from(Qualification)
            .join(QualificationVersion, QualificationVersion.qualification_id == Qualification.id)
            .join(Competency, Competency.id == Qualification.competency_id)
            .join(CompetencyState, CompetencyState.competency_id == Competency.id)
            .join(Person, Person.id == Qualification.person_id)
            .join(PersonState, PersonState.person_id == Person.id)
            .outerjoin(QualificationType, QualificationType.competency_id == Qualification.competency_id)
        )
        return joined.where(
            Qualification.workspace_id == self.session.workspace_id,
            in_hand(),
            CompetencyState.superseded_at.is_(None),
            CompetencyState.effective_until.is_(None),
            PersonState.superseded_at.is_(None),
            PersonState.effective_until.is_(None),
            active,
            *([Qualification.id.in_(self._few)] if self._few is not None else []),
            *self._conditions,
        )

    def _seen(self) -> sa.ColumnElement[bool]:
        """In full what is open; else by name, each once, certifications not at all; nothing above the tier."""
        within = sa.or_(self._within_tier, self._own)
        if self.choice.needs_details or self._everybody:
            return sa.and_(self.details, within)
        by_name = sa.and_(Competency.category != str(CompetencyCategory.CERTIFICATION), ~self._named_before())
        return sa.and_(sa.or_(self.details, by_name), within)

    def _names_others(self) -> bool:
        """Whether anything of others can be listed by its name alone, besides what is open in full."""
        categories = set(self.choice.categories or CompetencyCategory) - {str(CompetencyCategory.CERTIFICATION)}
        if self.choice.needs_details or not categories:
            return False
        named = of_categories(self.session, tuple(sorted(str(each) for each in categories)))
        held = select(Qualification.id).where(Qualification.competency_id.in_(named))
        return self.session.scalar(held.limit(1)) is not None

    def _named_before(self) -> sa.ColumnElement[bool]:
        earlier, version = aliased(Qualification), aliased(QualificationVersion)
        return (
            select(sa.literal(1))
            .select_from(earlier)
            .join(version, version.qualification_id == earlier.id)
            .where(
                earlier.workspace_id == self.session.workspace_id,
                version.workspace_id == self.session.workspace_id,
                earlier.person_id == Qualification.person_id,
                earlier.competency_id == Qualification.competency_id,
                earlier.id < Qualification.id,
                version.superseded_at.is_(None),
                version.effective_until.is_(None),
                version.state == "current",
            )
            .exists()
        )

    def candidates(self) -> array[int]:
        """Ids of all that can be of the choice, in order: what an index alone leaves of it."""
        if self._few is not None:
            return array("q", sorted(self._few))
        query = select(Qualification.id).order_by(Qualification.id)
        if self.choice.people:
            query = query.where(Qualification.person_id.in_(self.choice.people))
        if self.choice.competencies:
            query = query.where(Qualification.competency_id.in_(self.choice.competencies))
        return array("q", self.session.scalars(query.execution_options(yield_per=STREAMED)))

    @property
    def is_few(self) -> bool:
        """Whether one of the things chosen leaves so few that all can be sorted."""
        return self._few is not None

    def _few_ids(self) -> list[int] | None:
        """The qualifications that one of the things chosen leaves, by an index alone, where they are few."""
        for query in self._narrowest():
            found = list(self.session.scalars(query.limit(FEW + 1)))
            if len(found) <= FEW:
                return found
        return None

    def _narrowest(self) -> Iterator[sa.Select[Any]]:
        """What each kind of thing chosen leaves."""
        session, choice = self.session, self.choice
        held = select(Qualification.id)
        if choice.people:
            yield held.where(Qualification.person_id.in_(choice.people))
        for _, ids in choice.groups:
            yield held.where(Qualification.person_id.in_(list(session.scalars(members_of_any(session, ids)))))
        if choice.competencies:
            yield held.where(Qualification.competency_id.in_(choice.competencies))
        if (reach := expiry_reach(session, choice.statuses)) is not None:
            yield select(QualificationVersion.qualification_id).where(in_hand(), reach)
        if (asking := asking_types(session, choice.statuses)) is not None:
            yield held.where(Qualification.competency_id.in_(asking))
        if choice.categories:
            yield held.where(Qualification.competency_id.in_(of_categories(session, choice.categories)))
        if self.people is not None:
            yield held.join(Person, Person.id == Qualification.person_id).where(self.people)
        yield held
