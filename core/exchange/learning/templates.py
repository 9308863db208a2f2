"""Plan templates in a file: a row for each competency, or one without for a template that has none yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession
from core.exchange.cells import Cells
from core.exchange.directory.on_file import parts
from core.exchange.rowwise import Judgement, Right, Row, RowBatch, judged, refuse
from core.exchange.sources import Options, Source
from core.frameworks import folded
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.queries import visible
from core.people import Actor, Capability
from core.plans import TemplateDetails, TemplateView, add_to_template, competencies_of, create_template, edit_template
from core.plans.models import PlanTemplate
from core.plans.queries import template, templates
from core.words import say

REQUIRED = ("template_idnumber", "template_name", "framework", "competency")
OPTIONAL = ("due_on",)

Named = tuple[str, str]
"""A framework and a competency as a file calls them, by id number or name, folded."""


@dataclass(frozen=True)
class SaidTemplate:
    """What a row says of a template: without a day the one on file stays."""

    idnumber: str
    name: str
    due_on: date | None
    framework: str
    competency: str

    @property
    def named(self) -> Named:
        """The competency as it is looked up."""
        return self.framework.casefold(), self.competency.casefold()


@dataclass(frozen=True)
class KnownTemplates:
    """What is on file of the templates and competencies that a file names; names in use by whom; today."""

    templates: Mapping[str, TemplateView]
    items: Mapping[int, Collection[int]]
    names: Mapping[str, str]
    competencies: Mapping[Named, set[int]]
    disabled: Collection[int]
    today: date


class TemplatesBatch(RowBatch[SaidTemplate]):
    """Templates with their competencies; nothing is taken off a template by a file."""

    required = REQUIRED
    optional = OPTIONAL

    def __init__(self, source: Source, options: Options) -> None:
        self._first: dict[str, tuple[int, str, date | None]] = {}
        super().__init__(source, options)

    def read(self, cells: Cells) -> tuple[str, SaidTemplate]:
        """A template's competency; its name and day are the same in all its rows."""
        said = SaidTemplate(
            cells.needed("template_idnumber"),
            " ".join(cells.needed("template_name").split()),
            cells.day("due_on"),
            cells.text("framework"),
            cells.text("competency"),
        )
        line, name, due_on = self._first.setdefault(said.idnumber, (cells.line, said.name, said.due_on))
        if name != said.name:
            cells.wrong("template_name", say("line {line} calls the template '{name}'", line=line, name=name))
        elif due_on != said.due_on:
            cells.wrong("due_on", say("line {line} gives the template another date", line=line))
        if said.framework and not said.competency:
            cells.wrong("competency", say("it is empty"))
        return " ".join((said.idnumber, *said.named)).strip(), said

    def look(self, session: WorkspaceSession, actor: Actor, rows: Sequence[Row[SaidTemplate]]) -> KnownTemplates:
        """The templates and competencies of these rows."""
        on_file = templates_on_file(session, [row.said.idnumber for row in rows])
        found, disabled = _competencies(session, actor, {row.said.named for row in rows if row.said.competency})
        return KnownTemplates(
            on_file,
            competencies_of(session, [each.id for each in on_file.values()]),
            {each.name.casefold(): each.idnumber for each in templates(session)},
            found,
            disabled,
            day_in("UTC", session.now),
        )

    def judge(self, known: KnownTemplates, row: Row[SaidTemplate]) -> Judgement:
        """Whether a template is new, differs, or can't be so."""
        said, before = row.said, known.templates.get(row.said.idnumber)
        if (wrong := _wrong_competency(known, row)) is not None:
            return wrong
        if before is not None and before.removed:
            return refuse(row, "template_idnumber", say("the template of this id number was removed"))
        holder = known.names.get(said.name.casefold())
        if holder is not None and holder != said.idnumber:
            words = say("the template {holder} has this name", holder=holder)
            return refuse(row, "template_name", words)
        if said.due_on is not None and said.due_on < known.today and (before is None or before.due_on != said.due_on):
            return refuse(row, "due_on", say("{day} is past", day=said.due_on))
        return judged(before, before is not None and _differs(known, said, before))

    def rights(self, known: KnownTemplates, row: Row[SaidTemplate]) -> Iterable[Right]:
        """A template is edited where it stands; a new one is made for the site."""
        before = known.templates.get(row.said.idnumber)
        yield Right(Capability.TEMPLATE_MANAGE, "category", (before.category_id if before else None,))

    def do(self, session: WorkspaceSession, actor: Actor, known: KnownTemplates, row: Row[SaidTemplate]) -> None:
        """Make the template or bring it up to date, then put the competency on it."""
        said = row.said
        before = templates_on_file(session, [said.idnumber]).get(said.idnumber)
        if before is None:
            template_id = create_template(session, actor, TemplateDetails(said.name, said.due_on, None, said.idnumber))
        else:
            template_id = before.id
            due_on = said.due_on or before.due_on
            edit_template(session, actor, template_id, TemplateDetails(said.name, due_on, before.category_id))
        if (competency_id := _competency(known, said)) is not None:
            add_to_template(session, actor, template_id, [competency_id])


def templates_on_file(session: WorkspaceSession, idnumbers: Sequence[str]) -> dict[str, TemplateView]:
    """Templates by id number, those removed too."""
    found: dict[str, TemplateView] = {}
    for part in parts(sorted(set(idnumbers))):
        for each in session.scalars(select(PlanTemplate.id).where(PlanTemplate.idnumber.in_(part))).all():
            view = template(session, each)
            found[view.idnumber] = view
    return found


def _competencies(
    session: WorkspaceSession, actor: Actor, named: Collection[Named]
) -> tuple[dict[Named, set[int]], set[int]]:
    """What these names may mean to the actor, and which of it is disabled."""
    found: dict[Named, set[int]] = {each: set() for each in named}
    disabled: set[int] = set()
    for part in parts(sorted({competency for _, competency in named})):
        fits = sa.or_(
            sa.func.lower(Competency.idnumber).in_(part),
            Competency.folded_name.in_([folded(each) for each in part]),
        )
        query = (
            select(
                Competency.id, Competency.idnumber, Competency.name, Framework.idnumber, Framework.name,
                CompetencyState.status,
            )
            .join(Framework, Framework.id == Competency.framework_id)
            .join(CompetencyState, CompetencyState.competency_id == Competency.id)
            .where(fits, CompetencyState.in_force(session.now), visible(session, actor))
        )
        for competency_id, number, name, framework, framework_name, status in session.execute(query):
            disabled |= {competency_id} if status != "active" else set()
            for each in named:
                if _means(each, framework, framework_name, number, name):
                    found[each].add(competency_id)
    return found, disabled


def _means(named: Named, framework: str, framework_name: str, number: str | None, name: str) -> bool:
    where, what = named
    if where and where not in (framework.casefold(), framework_name.casefold()):
        return False
    return (number is not None and number.casefold() == what) or folded(name) == folded(what)


def _competency(known: KnownTemplates, said: SaidTemplate) -> int | None:
    """The one competency a row names; None where it names none."""
    found = known.competencies.get(said.named, set()) if said.competency else set()
    return next(iter(found)) if len(found) == 1 else None


def _wrong_competency(known: KnownTemplates, row: Row[SaidTemplate]) -> Judgement | None:
    said = row.said
    if not said.competency:
        return None
    found = known.competencies.get(said.named, set())
    if not found:
        return refuse(row, "competency", say("I don't find the competency {name}", name=said.competency))
    if len(found) > 1:
        return refuse(row, "framework", say("{name} is in several; name its framework", name=said.competency))
    if found & set(known.disabled):
        return refuse(row, "competency", say("{name} is disabled", name=said.competency))
    return None


def _differs(known: KnownTemplates, said: SaidTemplate, before: TemplateView) -> bool:
    competency_id = _competency(known, said)
    return (
        said.name != before.name
        or (said.due_on is not None and said.due_on != before.due_on)
        or (competency_id is not None and competency_id not in known.items.get(before.id, ()))
    )
