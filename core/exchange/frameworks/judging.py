"""What becomes of each competency of a file: what differs from what is on file, and what of that can't be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import ProwessError
from core.exchange.frameworks.draft import Draft, ReadCompetency, ReadScale
from core.exchange.frameworks.in_use import carried
from core.exchange.frameworks.placing import Shape, children_of
from core.exchange.frameworks.rules_filing import ALL, rules_that_differ
from core.exchange.frameworks.target import Target, scale_id_of
from core.exchange.outcomes import Outcome, Trouble, Verdict
from core.frameworks import (
    DISABLED,
    CompetencyEntry,
    CompetencyOnFile,
    competencies_on_file,
    differences,
)
from core.frameworks.models import Competency
from core.frameworks.scale_use import check_swappable
from core.words import Sentence, say, say_count


@dataclass
class Judge:
    """Judges rows of a draft in parts; what is on file is read for each part at once."""

    session: WorkspaceSession
    draft: Draft
    target: Target
    shape: Shape
    remarks: list[Trouble] = field(default_factory=list)
    _scales: dict[ReadScale, int | None] = field(default_factory=dict)

    def judge(self, rows: Sequence[ReadCompetency]) -> list[Verdict]:
        """What would become of these rows."""
        taken = [row for row in rows if row.idnumber not in self.shape.refused]
        known = self._known(taken)
        entries = {row.idnumber: self.entry(row) for row in taken}
        barred = self._barred(entries, known)
        ruled = self._ruled(taken)
        verdicts = []
        for row in rows:
            trouble = self.shape.refused.get(row.idnumber) or self._trouble(row, known, barred)
            if trouble is not None:
                verdicts.append(Verdict(row.line, Outcome.REFUSED, (trouble,)))
            else:
                outcome = _outcome(entries[row.idnumber], known.get(row.idnumber))
                changed = outcome == Outcome.UNCHANGED and row.idnumber in ruled
                verdicts.append(Verdict(row.line, Outcome.UPDATED if changed else outcome))
        return verdicts

    def entry(self, row: ReadCompetency) -> CompetencyEntry:
        """A row as it is put on file, with its scale where one like it is on file already."""
        parents = None if row.parents is None else tuple(sorted(self.shape.parents[row.idnumber]))
        return row.entry(scale_id=self._scale(row.scale), parents=parents, related=self._related(row))

    def _scale(self, scale: ReadScale | None) -> int | None:
        if scale is None:
            return None
        if scale not in self._scales:
            self._scales[scale] = scale_id_of(self.session, scale)
        return self._scales[scale]

    def forget_scales(self) -> None:
        """Scales were made meanwhile."""
        self._scales.clear()

    def _related(self, row: ReadCompetency) -> tuple[str, ...]:
        """Related ones that will be there; the others are remarked."""
        there = [each for each in row.related if each in self.shape.parents and each not in self.shape.refused]
        for each in row.related:
            if each not in there:
                reason = say("the related {other} is neither in the file nor in the framework; left out", other=each)
                self._remark(Trouble(row.line, self.draft.column("related"), reason))
        return tuple(each for each in there if each != row.idnumber)

    def _ruled(self, rows: Sequence[ReadCompetency]) -> set[str]:
        """Those whose completion rule would change; one without sub-competencies can't have any, which is remarked."""
        rules = [row.rule for row in rows if row.rule is not None]
        if not rules:
            return set()
        children = children_of(self.shape.parents)
        for row in rows:
            if row.rule is not None and row.rule.kind == ALL and not children.get(row.idnumber):
                reason = say("it has no sub-competencies; its rule is left out")
                self._remark(Trouble(row.line, self.draft.column("rule"), reason))
        kept = [rule for rule in rules if rule.kind != ALL or children.get(rule.idnumber)]
        return rules_that_differ(self.session, self.target.known.id, kept) if self.target.known is not None else set()

    def _remark(self, remark: Trouble) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)

    def _known(self, rows: Iterable[ReadCompetency]) -> dict[str, CompetencyOnFile]:
        if self.target.known is None:
            return {}
        return competencies_on_file(self.session, self.target.known.id, [row.idnumber for row in rows])

    def _trouble(
        self, row: ReadCompetency, known: Mapping[str, CompetencyOnFile], barred: Mapping[str, Sentence]
    ) -> Trouble | None:
        before = known.get(row.idnumber)
        if before is None:
            return None
        if row.category is not None and row.category != before.category:
            reason = say("it is of the category {category} here, which a file can't change", category=before.category)
            return Trouble(row.line, self.draft.column("category"), reason)
        if row.idnumber in barred:
            column = "status" if row.status == DISABLED and before.status != DISABLED else "scale"
            return Trouble(row.line, self.draft.column(column), barred[row.idnumber])
        return None

    def _barred(
        self, entries: Mapping[str, CompetencyEntry], known: Mapping[str, CompetencyOnFile]
    ) -> dict[str, Sentence]:
        """What can't be done to competencies on file: disabling one on activities, swapping a scale in use."""
        changes = {name: differences(entries[name], before) for name, before in known.items() if name in entries}
        disabled = {
            known[name].id: name
            for name, fields in changes.items()
            if "status" in fields and entries[name].status == DISABLED
        }
        barred = {}
        for competency_id, count in carried(self.session, disabled).items():
            barred[disabled[competency_id]] = say_count(
                "it can't be disabled: it is on {n} activity", "it can't be disabled: it is on {n} activities", count
            )
        swapped = {name: known[name] for name, fields in changes.items() if "scale" in fields}
        return {**self._locked(swapped), **barred}

    def _locked(self, swapped: Mapping[str, CompetencyOnFile]) -> dict[str, Sentence]:
        """All are asked about at once; one by one only where some scale is in use."""
        if not swapped or self._lock([each.id for each in swapped.values()], "") is None:
            return {}
        found = {name: self._lock([each.id], each.name) for name, each in swapped.items()}
        return {name: sentence for name, sentence in found.items() if sentence is not None}

    def _lock(self, ids: Sequence[int], name: str) -> Sentence | None:
        try:
            check_swappable(self.session, select(Competency.id).where(Competency.id.in_(ids)), name)
        except ProwessError as error:
            return error.sentence
        return None


def _outcome(entry: CompetencyEntry, known: CompetencyOnFile | None) -> Outcome:
    if known is None:
        return Outcome.CREATED
    return Outcome.UPDATED if differences(entry, known) else Outcome.UNCHANGED
