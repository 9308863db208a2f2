"""Activities in a file, by id number, with their modules and skills; a filled cell is the whole of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.activities import (
    MAX_SKILLS,
    ActivityDetails,
    LinkOutcome,
    NewActivity,
    create_activities,
    create_module,
    edit_activity,
    link_skill,
    put_activities,
    set_link_outcome,
    set_required,
    take_out_activity,
    unlink_skill,
)
from core.activities.models import Activity, ActivityModule, Module, SkillLink
from core.db import WorkspaceSession
from core.errors import Invalid
from core.exchange.cells import Cells
from core.exchange.directory.on_file import parts
from core.exchange.learning.naming import Meant, competencies_meant
from core.exchange.rowwise import Judgement, Right, Row, judged, refuse
from core.exchange.together import TogetherBatch
from core.frameworks import CompetencyCategory, CompetencyView, competencies
from core.people import Actor, Capability
from core.words import Sentence, say

REQUIRED = ("idnumber", "title")
OPTIONAL = ("description", "modules", "theory", "required", "skills")
OUTCOMES = tuple(str(each) for each in LinkOutcome)


@dataclass(frozen=True)
class SaidActivity:
    """What a row says of an activity; None and what is empty leave what is on file."""

    idnumber: str
    title: str
    description: str | None
    modules: tuple[str, ...]
    theory: bool | None
    required: bool | None
    skills: Mapping[str, str]


@dataclass
class ActivityOnFile:
    """An activity as it is: modules by id number, outcomes by competency."""

    id: int
    title: str
    description: str
    required: bool
    in_use: bool
    modules: dict[str, int]
    links: dict[int, str]


@dataclass(frozen=True)
class KnownActivities:
    """What is on file of the activities, modules and skills that a file names."""

    activities: dict[str, ActivityOnFile]
    modules: dict[str, tuple[int, bool]]
    skills: Meant
    views: dict[int, CompetencyView]


class ActivitiesBatch(TogetherBatch[SaidActivity]):
    """Activities with their modules, which are made where they are new, and their skills, which are not."""

    required = REQUIRED
    optional = OPTIONAL

    def read(self, cells: Cells) -> tuple[str, SaidActivity]:
        """An activity of the file."""
        idnumber, skills = cells.needed("idnumber"), cells.mapped("skills", OUTCOMES)
        if cells.yes("theory") and not cells.listed("modules"):
            cells.wrong("theory", say("a theory activity stands in a theory module; name it under modules"))
        said = SaidActivity(
            idnumber,
            " ".join(cells.needed("title").split()),
            cells.given("description"),
            cells.listed("modules"),
            cells.yes("theory"),
            cells.yes("required"),
            skills,
        )
        return idnumber, said

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidActivity]]) -> KnownActivities:
        """The activities of these rows, all modules they name, and what their skills are."""
        skills = competencies_meant(session, actor, {name for row in rows for name in row.said.skills})
        ids = {each for each in skills.values() if isinstance(each, int)}
        views: dict[int, CompetencyView] = {}
        for part in parts(sorted(ids)):
            views |= competencies(session, part)
        on_file = activities_on_file(session, [row.key for row in rows])
        modules = modules_on_file(session, {name for row in rows for name in row.said.modules})
        return KnownActivities(on_file, modules, skills, views)

    def judge(self, known: KnownActivities, row: Row[SaidActivity]) -> Judgement:
        """Whether an activity is new, differs, or can't be so."""
        said, before = row.said, known.activities.get(row.key)
        if before is not None and not before.in_use:
            return refuse(row, "idnumber", say("{idnumber} was deleted here; choose another one", idnumber=row.key))
        for name in said.modules:
            if (wrong := _other_kind(known, said, name)) is not None:
                return refuse(row, "theory", wrong)
        if (trouble := _wrong_skill(known, row)) is not None:
            return trouble
        return judged(before, before is not None and _differs(said, before, _outcomes(known, said)))

    def rights(self, known: KnownActivities, row: Row[SaidActivity]) -> Iterable[Right]:
        """An activity is edited in its courses, or in those of its modules; new modules are made on the site."""
        before = known.activities.get(row.key)
        modules = tuple(known.modules[name][0] for name in row.said.modules if name in known.modules)
        here = ("activity", (before.id,)) if before is not None else ("modules", modules)
        yield Right(Capability.ACTIVITY_MANAGE, *here)
        if row.said.skills:
            yield Right(Capability.SKILL_LINK, *here)
        if len(modules) < len(row.said.modules):
            yield Right(Capability.COURSE_MANAGE, "site", (None,))

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownActivities, row: Row[SaidActivity]) -> None:
        """Make the activity or bring it up to date, then put its skills on it."""
        said, before = row.said, known.activities.get(row.key)
        if before is None:
            self.do_all(session, actor, known, [row])
            return
        modules = self._modules(session, actor, known, said)
        edit_activity(session, actor, before.id, title=said.title, description=said.description)
        _place(session, actor, before, modules)
        if said.required is not None and said.required != before.required:
            set_required(session, actor, before.id, required=said.required)
        _link(session, actor, before.id, before.links, _outcomes(known, said))

    def do_all(
        self, session: WorkspaceSession, actor: Actor, known: KnownActivities, rows: Sequence[Row[SaidActivity]]
    ) -> None:
        """Make new activities with their modules and skills."""
        new = []
        for said in (row.said for row in rows):
            modules = tuple(self._modules(session, actor, known, said).values())
            details = ActivityDetails(said.title, said.description or "", said.idnumber, modules, bool(said.required))
            outcomes = {each: LinkOutcome(one) if one else None for each, one in _outcomes(known, said).items()}
            new.append(NewActivity(details, outcomes))
        create_activities(session, actor, new)

    def _modules(
        self, session: WorkspaceSession, actor: Actor, known: KnownActivities, said: SaidActivity
    ) -> dict[str, int]:
        """Modules by id number, made where they are new; raises Invalid for one that is of the other kind."""
        for name in said.modules:
            if (wrong := _other_kind(known, said, name)) is not None:
                raise Invalid(wrong, field="theory")
        return {name: self._module(session, actor, known, name, said.theory) for name in said.modules}

    def _module(
        self, session: WorkspaceSession, actor: Actor, known: KnownActivities, name: str, theory: bool | None
    ) -> int:
        if name not in known.modules:
            found = modules_on_file(session, [name])
            made = found.get(name) or (create_module(session, actor, name, name, theory=bool(theory)), bool(theory))
            known.modules[name] = made
        return known.modules[name][0]


def _other_kind(known: KnownActivities, said: SaidActivity, name: str) -> Sentence | None:
    """Why the row can't name this module: it is practice where the row says theory, or the other way."""
    if name not in known.modules or said.theory is None or known.modules[name][1] == said.theory:
        return None
    kind = say("a practice module") if said.theory else say("a theory module")
    return say("{module} is {kind} here", module=name, kind=kind)


def activities_on_file(session: WorkspaceSession, idnumbers: Sequence[str] | None = None) -> dict[str, ActivityOnFile]:
    """Activities by id number, deleted ones too; all of them without `idnumbers`."""
    found: dict[str, ActivityOnFile] = {}
    columns = select(
        Activity.idnumber, Activity.id, Activity.title, Activity.description, Activity.required,
        Activity.deleted_at.is_(None),
    ).order_by(Activity.id)  # fmt: skip
    for part in [None] if idnumbers is None else parts(sorted(set(idnumbers))):
        query = columns if part is None else columns.where(Activity.idnumber.in_(part))
        found |= {row[0]: ActivityOnFile(*row[1:], {}, {}) for row in session.execute(query)}
    by_id = {each.id: each for each in found.values()}
    for ids in parts(sorted(by_id)):
        placed = (
            select(ActivityModule.activity_id, Module.idnumber, Module.id)
            .join(Module, Module.id == ActivityModule.module_id)
            .where(ActivityModule.activity_id.in_(ids))
            .order_by(Module.id)
        )
        for activity_id, idnumber, module_id in session.execute(placed):
            by_id[activity_id].modules[idnumber] = module_id
        links = select(SkillLink.activity_id, SkillLink.competency_id, SkillLink.outcome).where(
            SkillLink.activity_id.in_(ids), SkillLink.in_force(session.now)
        )
        for activity_id, competency_id, outcome in session.execute(links.order_by(SkillLink.id)):
            by_id[activity_id].links[competency_id] = outcome
    return found


def modules_on_file(session: WorkspaceSession, idnumbers: Sequence[str] | set[str]) -> dict[str, tuple[int, bool]]:
    """Modules by id number: id and whether it is theory."""
    found: dict[str, tuple[int, bool]] = {}
    for part in parts(sorted(set(idnumbers))):
        query = select(Module.idnumber, Module.id, Module.theory).where(Module.idnumber.in_(part))
        found |= {row[0]: (row[1], row[2]) for row in session.execute(query)}
    return found


def _outcomes(known: KnownActivities, said: SaidActivity) -> dict[int, str]:
    """The outcome of each competency the row names; empty where the default counts."""
    found = {known.skills[name]: outcome for name, outcome in said.skills.items()}
    return {each: outcome for each, outcome in found.items() if isinstance(each, int)}


def _wrong_skill(known: KnownActivities, row: Row[SaidActivity]) -> Judgement | None:
    skills = 0
    before = known.activities.get(row.key)
    for name in row.said.skills:
        meant = known.skills[name]
        if not isinstance(meant, int):
            return refuse(row, "skills", meant)
        view = known.views[meant]
        if not view.active and (before is None or meant not in before.links):
            return refuse(row, "skills", say("{name} is disabled", name=view.name))
        skills += view.category == CompetencyCategory.SKILL
    if skills > MAX_SKILLS:
        return refuse(
            row, "skills", say("{n} skills; an activity carries at most {most}", n=skills, most=MAX_SKILLS)
        )
    return None


def _differs(said: SaidActivity, before: ActivityOnFile, outcomes: Mapping[int, str]) -> bool:
    return (
        said.title != before.title
        or (said.description is not None and said.description != before.description)
        or (bool(said.modules) and set(said.modules) != before.modules.keys())
        or (said.required is not None and said.required != before.required)
        or (bool(outcomes) and outcomes.keys() != before.links.keys())
        or any(outcome and outcome != before.links.get(each) for each, outcome in outcomes.items())
    )


def _place(session: WorkspaceSession, actor: Actor, before: ActivityOnFile, modules: Mapping[str, int]) -> None:
    if not modules:
        return
    for name, module_id in modules.items():
        if name not in before.modules:
            put_activities(session, actor, module_id, [before.id])
    for name, module_id in before.modules.items():
        if name not in modules:
            take_out_activity(session, actor, module_id, before.id)


def _link(
    session: WorkspaceSession, actor: Actor, activity_id: int, before: Mapping[int, str], wanted: Mapping[int, str]
) -> None:
    """Take off what the row doesn't name, then put on what is new, so that there is room for it."""
    for each in before.keys() - wanted.keys() if wanted else ():
        unlink_skill(session, actor, activity_id, each)
    for each, outcome in wanted.items():
        if each not in before:
            link_skill(
                session, actor, activity_id, each, outcome=LinkOutcome(outcome) if outcome else None, source="file"
            )
        elif outcome and outcome != before[each]:
            set_link_outcome(session, actor, activity_id, each, LinkOutcome(outcome))
