"""A framework's file as a batch: its framework first, then its competencies, parents before children."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from core.db import WorkspaceSession
from core.errors import ProwessError
from core.exchange.frameworks.draft import Draft, ReadCompetency
from core.exchange.frameworks.in_use import hold_disabled
from core.exchange.frameworks.judging import Judge
from core.exchange.frameworks.placing import children_of, shape_of
from core.exchange.frameworks.rules_filing import ALL, keep_rules
from core.exchange.frameworks.shape import parents_first
from core.exchange.frameworks.target import Target, find_target, keep_target, locked_scale
from core.exchange.outcomes import Outcome, Trouble, Verdict
from core.exchange.sources import Options
from core.frameworks import file_competencies, keep_scale
from core.people import Actor
from core.words import Sentence, say, say_count

PART = 500
"""Competencies put on file in one transaction: some tenths of a second, after which others have their turn."""


class FrameworkBatch:
    """A draft, judged and filed part by part."""

    part = PART

    def __init__(self, draft: Draft, options: Options) -> None:
        self._draft, self._options = draft, options
        self._own_row_refused = any(
            draft.framework is not None and each.line == draft.framework.line for each in draft.refused
        )
        self._target: Target | None = None
        self._judge: Judge | None = None

    @property
    def refused(self) -> Sequence[Verdict]:
        """Rows that the file alone refuses."""
        return self._draft.refused

    @property
    def steps(self) -> int:
        """The framework's own row, where it has one, the competencies, then the rules among them."""
        return len(self._order) + self._has_row + len(self._ruled)

    @property
    def confirmable(self) -> bool:
        """Whether all that keeps the file out is its framework's other name (imports/upsert)."""
        return self._target is not None and self._target.confirmable and not self._own_row_refused

    @property
    def choosable(self) -> bool:
        """Whether the file names no framework of its own, so that another one can be chosen."""
        return self._draft.framework is None

    def remarks(self) -> Sequence[Trouble]:
        """What of rows that are taken was left out."""
        found = [*self._draft.remarks, *(self._judge.remarks if self._judge else ())]
        return sorted(found, key=lambda each: each.line)

    def notes(self) -> Sequence[Sentence]:
        """Where the competencies go, and what was assumed."""
        return (*([self._where()] if self._target is not None else ()), *self._draft.notes)

    def decide(self, session: WorkspaceSession, actor: Actor) -> list[Verdict]:
        """What would become of the framework and its competencies."""
        target = self._find_target(session, actor)
        own = [target.verdict] if self._has_row and target.verdict is not None else []
        if self._own_row_refused or target.outcome == Outcome.REFUSED:
            return [*own, *self._all_refused(target)]
        return [*own, *self._judging(session, target).judge(self._order)]

    def apply(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> list[Verdict]:
        """File the steps from `start`: the framework with the first of them."""
        if self._target is None or start == 0:
            self._find_target(session, actor)
        target = self._target
        assert target is not None
        if self._own_row_refused or target.outcome == Outcome.REFUSED:
            own = [target.verdict] if self._has_row and target.verdict is not None else []
            return [*own, *self._all_refused(target)][start : start + count]
        verdicts = [target.verdict] if start == 0 and self._has_row and target.verdict is not None else []
        first = max(0, start - self._has_row)
        rows = self._order[first : start + count - self._has_row]
        if rows:
            verdicts += self._file(session, actor, target, rows)
        self._keep_rules(session, actor, start - len(self._order) - self._has_row, count)
        return verdicts

    def _keep_rules(self, session: WorkspaceSession, actor: Actor, start: int, count: int) -> None:
        """Rules come last: they name sub-competencies, which are filed after their parents."""
        rows = self._ruled[max(0, start) : max(0, start + count)]
        if not rows:
            return
        assert self._target is not None
        framework_id = keep_target(session, actor, self._target)
        refused = self._judging(session, self._target).shape.refused
        children = children_of(self._judging(session, self._target).shape.parents)
        rules = [
            row.rule
            for row in rows
            if row.rule is not None
            and row.idnumber not in refused
            and (row.rule.kind != ALL or children.get(row.idnumber))
        ]
        keep_rules(session, actor, framework_id, rules)

    def _file(
        self, session: WorkspaceSession, actor: Actor, target: Target, rows: Sequence[ReadCompetency]
    ) -> list[Verdict]:
        judge = self._judging(session, target)
        if target.known is not None:
            hold_disabled(session, target.known.id, rows)
        verdicts = judge.judge(rows)
        framework_id = keep_target(session, actor, target)
        if target.known is None or target.outcome != Outcome.UNCHANGED:
            self._target = find_target(session, actor, self._draft, confirmed=True)
            judge.target = self._target
        for scale in {row.scale for row in rows if row.scale is not None}:
            keep_scale(session, actor, scale.values, scale.name)
        judge.forget_scales()
        changing = (Outcome.CREATED, Outcome.UPDATED)
        kept = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.outcome in changing]
        file_competencies(session, actor, framework_id, [judge.entry(row) for row in kept])
        self._close_relations(session, actor, framework_id, kept, judge)
        return verdicts

    def _close_relations(
        self,
        session: WorkspaceSession,
        actor: Actor,
        framework_id: int,
        kept: Sequence[ReadCompetency],
        judge: Judge,
    ) -> None:
        """Rows filed earlier that name one of these as related: theirs can be joined only now."""
        names = {row.idnumber for row in kept}
        place = {row.idnumber: at for at, row in enumerate(self._order)}
        last = max((place[name] for name in names), default=0)
        earlier = [
            row
            for name in names
            for row in self._naming.get(name, ())
            if place[row.idnumber] <= last and row.idnumber not in judge.shape.refused
        ]
        if earlier:
            unique = {row.idnumber: row for row in earlier}
            file_competencies(session, actor, framework_id, [judge.entry(row) for row in unique.values()])

    @cached_property
    def _order(self) -> list[ReadCompetency]:
        rows = {row.idnumber: row for row in self._draft.rows}
        parents = {name: row.parents or () for name, row in rows.items()}
        return [rows[name] for name in parents_first(list(rows), parents)]

    @cached_property
    def _ruled(self) -> list[ReadCompetency]:
        return [row for row in self._order if row.rule is not None]

    @cached_property
    def _naming(self) -> dict[str, list[ReadCompetency]]:
        """Rows by the related ones they name."""
        found: dict[str, list[ReadCompetency]] = {}
        for row in self._order:
            for other in row.related:
                found.setdefault(other, []).append(row)
        return found

    @property
    def _has_row(self) -> bool:
        """Whether the framework's own row is a step; one that the file alone refuses is none."""
        own = self._draft.framework is not None and self._draft.framework.line is not None
        return own and not self._own_row_refused

    def _find_target(self, session: WorkspaceSession, actor: Actor) -> Target:
        self._judge = None
        target = find_target(session, actor, self._draft, confirmed=self._options.confirmed)
        locked: ProwessError | None = locked_scale(session, target) if target.outcome == Outcome.UPDATED else None
        if locked is not None and target.read is not None:
            trouble = Trouble(target.read.line or 1, self._draft.column("scale"), locked.sentence)
            target = Target(target.read, target.known, Outcome.REFUSED, trouble)
        self._target = target
        return target

    def _judging(self, session: WorkspaceSession, target: Target) -> Judge:
        if self._judge is None:
            self._judge = Judge(session, self._draft, target, shape_of(session, self._draft, target))
        self._judge.session = session
        return self._judge

    def _all_refused(self, target: Target) -> list[Verdict]:
        """Nothing goes into a framework that is refused; what is wrong in the rows themselves is said as well."""
        read = target.read
        if read is not None and read.line is not None:
            reason = say("its framework in line {line} is refused", line=read.line)
        else:
            reason = target.trouble.reason if target.trouble else say("its framework is refused")
        column = self._draft.column("idnumber")
        misplaced = self._misplaced(target)
        return [
            Verdict(
                row.line,
                Outcome.REFUSED,
                (*([misplaced[row.idnumber]] if row.idnumber in misplaced else ()), Trouble(row.line, column, reason)),
            )
            for row in self._order
        ]

    def _misplaced(self, target: Target) -> dict[str, Trouble]:
        """Rows that name the framework itself as their parent, a frequent mistake."""
        column = self._draft.column("parents")
        idnumber = target.read.idnumber if target.read is not None else ""
        reason = say(
            "the parent {parent} is the framework itself; leave the parent of a top row empty", parent=idnumber
        )
        return {
            row.idnumber: Trouble(row.line, column, reason) for row in self._order if idnumber in (row.parents or ())
        }

    def _where(self) -> Sentence:
        target, count = self._target, len(self._order)
        assert target is not None
        name = target.known.name if target.known is not None else target.read.name if target.read else ""
        if target.known is None:
            return say_count(
                "Into a new framework, {name}: {n} competency.", "Into a new framework, {name}: {n} competencies.",
                count, name=name,
            )
        return say("Into {name}.", name=name)
