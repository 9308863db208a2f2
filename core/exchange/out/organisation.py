"""People, groups, courses, activities and quizzes into tables with the columns their imports read."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.activities.models import Activity, Module
from core.db import WorkspaceSession
from core.exchange.directory import groups, people
from core.exchange.directory.on_file import PersonOnFile, fill, people_by_id
from core.exchange.learning import activities, courses
from core.exchange.learning.naming import names_of
from core.exchange.learning.quizzes import OPTIONAL as QUIZ_OPTIONAL
from core.exchange.learning.quizzes import REQUIRED as QUIZ_REQUIRED
from core.exchange.learning.quizzes import questions_on_file
from core.exchange.lists import joined
from core.exchange.out.tables import Table, yes_no
from core.people import Actor, Capability, Person, allowed_people, require
from core.people.models import Group
from core.words import say_count


def people_table(session: WorkspaceSession, actor: Actor) -> Table:
    """The people the actor may export, those with an address: without one nobody can be known again."""
    ids = session.scalars(select(Person.id).where(Person.id.in_(allowed_people(session, actor, Capability.EXPORT))))
    found = people_by_id(session, ids.all())
    fill(session, found)
    named = [each for each in found if each.email]
    nameless = len(found) - len(named)
    notes = (
        (say_count("Left out: {n} person without an e-mail address.",
                   "Left out: {n} people without an e-mail address.", nameless),)
        if nameless
        else ()
    )  # fmt: skip
    return Table((*people.REQUIRED, *people.OPTIONAL), [_person(each) for each in named], notes)


def groups_table(session: WorkspaceSession, actor: Actor) -> Table:
    """All groups with their members, for those who manage groups."""
    require(session, actor, Capability.GROUP_MANAGE)
    found = people_by_id(session, session.scalars(select(Person.id)).all())
    fill(session, found)
    inside: dict[tuple[str, str, bool], list[str]] = {}
    for each in found:
        for kind, names in each.groups.items() if each.email else ():
            for name, lead in names.items():
                inside.setdefault((kind, name, lead), []).append(each.email or "")
    rows = [
        (kind, name, joined(inside.get((kind, name, False), ())), joined(inside.get((kind, name, True), ())))
        for kind, name in session.execute(_groups_in_use())
    ]
    return Table((*groups.REQUIRED, *groups.OPTIONAL), rows)


def courses_table(session: WorkspaceSession, actor: Actor) -> Table:
    """All courses, for those who manage courses on the whole site."""
    require(session, actor, Capability.COURSE_MANAGE)
    found = courses.courses_on_file(session)
    names = names_of(session, {each for course in found.values() for each in course.outcomes})
    rows = [
        (
            idnumber,
            each.name,
            each.category,
            each.description,
            yes_no(each.open),
            joined(f"{names[competency]}={outcome}" for competency, outcome in each.outcomes.items()),
        )
        for idnumber, each in found.items()
    ]
    return Table((*courses.REQUIRED, *courses.OPTIONAL), rows)


def activities_table(session: WorkspaceSession, actor: Actor) -> Table:
    """All activities in use, for those who manage activities on the whole site."""
    require(session, actor, Capability.ACTIVITY_MANAGE)
    found = {name: each for name, each in activities.activities_on_file(session).items() if each.in_use}
    names = names_of(session, {each for activity in found.values() for each in activity.links})
    theory = {row[0]: row[1] for row in session.execute(select(Module.idnumber, Module.theory))}
    rows = []
    for idnumber, each in found.items():
        kinds = {theory[name] for name in each.modules}
        links = joined(f"{names[competency]}={outcome}" for competency, outcome in each.links.items())
        said = yes_no(kinds.pop()) if len(kinds) == 1 else ""
        rows.append(
            (idnumber, each.title, each.description, joined(each.modules), said, yes_no(each.required), links)
        )
    return Table((*activities.REQUIRED, *activities.OPTIONAL), rows)


def quizzes_table(session: WorkspaceSession, actor: Actor) -> Table:
    """All questions of activities in use with their right answers, for those who manage activities on the site."""
    require(session, actor, Capability.ACTIVITY_MANAGE)
    used = select(Activity.id, Activity.idnumber).where(Activity.deleted_at.is_(None))
    numbers = {row[0]: row[1] for row in session.execute(used)}
    rows = [
        (numbers[activity_id], each.text, each.kind, joined(each.correct), joined(each.options), str(each.points))
        for (activity_id, _), each in questions_on_file(session, list(numbers)).items()
    ]
    return Table((*QUIZ_REQUIRED, *QUIZ_OPTIONAL), rows)


def _groups_in_use() -> Select[str, str]:
    return select(Group.kind, Group.name).where(Group.archived_at.is_(None)).order_by(Group.kind, Group.name)


def _person(each: PersonOnFile) -> tuple[str, ...]:
    teams = each.groups.get("team", {})
    return (
        each.email or "",
        each.name,
        each.manager or "",
        joined(sorted(teams)),
        joined(sorted(name for name, lead in teams.items() if lead)),
        *(joined(sorted(each.groups.get(kind, {}))) for kind, _ in people.GROUPS),
        joined(sorted(each.site_roles)),
        "" if each.access_tier is None else str(each.access_tier),
        each.time_zone,
        each.locale.replace("_", "-"),
        each.chat_user_id or "",
        yes_no(each.active),
    )
