"""What quiz cards show, gathered from the engine for the one who takes the quiz."""

from __future__ import annotations

from datetime import date

from bot.blocks.activities import QuizState, SkillEffect, SkillHere
from bot.conversation import Asker
from core.achievements import (
    Effect,
    NextQuiz,
    acquired_at,
    counting,
    counts_for,
    effects_of,
    helpful_skills,
    next_activity,
    next_quiz,
    passes,
    rating_of,
    validity_of,
)
from core.activities import ActivityView, AttemptView, activity, attempt, best_score, module_view
from core.clock import day_in
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, competencies, visible_ids
from core.targets import is_met, open_target, targets_of


def state_of(session: WorkspaceSession, asker: Asker, attempt_id: int) -> QuizState:
    """A quiz of the asker's own as it stands, with what it did once it is finished."""
    run = attempt(session, asker.actor, attempt_id)
    about = activity(session, run.activity_id)
    best = best_score(session, asker.person_id, run.activity_id)
    passed = run.score is not None and passes(run.score)
    modules, theory = _done_in(session, run, about)
    return QuizState(
        run,
        about.title,
        modules,
        theory,
        counting([each.points for each in run.questions]),
        () if run.answers else skills_here(session, asker, run.activity_id),
        passed_before=best is not None and passes(best),
        effects=_effects(session, asker, run),
        following=following(session, asker, run) if run.finished_at else None,
        passed=passed,
    )


def _done_in(session: WorkspaceSession, run: AttemptView, about: ActivityView) -> tuple[tuple[str, ...], bool]:
    """The module the quiz is done in, before the activity's others; theory is judged there (acquisition/theory)."""
    if run.module_id is None:
        return about.modules, about.theory
    module = module_view(session, run.module_id)
    return tuple(dict.fromkeys((module.name, *about.modules))), module.theory


def skills_here(session: WorkspaceSession, asker: Asker, activity_id: int) -> tuple[SkillHere, ...]:
    """The skills on an activity that the asker sees, or has, with their progress (people/tier-see)."""
    found = counts_for(session, asker.person_id, activity_id)
    seen = visible_ids(session, asker.actor, category=CompetencyCategory.SKILL)
    named = competencies(session, found)
    return tuple(
        SkillHere(each, named[each].name, progress, counts)
        for each, (progress, counts) in found.items()
        if each in seen or progress.acquired
    )


def following(session: WorkspaceSession, asker: Asker, run: AttemptView) -> NextQuiz | None:
    """What helps next: a quiz for the same skills, one for whatever else helps, else an activity outside chat."""
    same = [each.id for each in skills_here(session, asker, run.activity_id)]
    wanted = [*same, *(each for each in helpful(session, asker) if each not in same)]
    skip = [run.activity_id]
    quiz = next_quiz(session, asker.person_id, wanted, skip=skip)
    return quiz or next_activity(session, asker.person_id, same, skip=skip)


def helpful(session: WorkspaceSession, asker: Asker) -> list[int]:
    """The skills a quiz can help the asker with: targets by their date, then the longest streak."""
    targets = [each.competency_id for each in targets_of(session, [asker.person_id])[asker.person_id]]
    seen = visible_ids(session, asker.actor, category=CompetencyCategory.SKILL)
    return helpful_skills(session, asker.person_id, seen, targets)


def acquired_on(session: WorkspaceSession, asker: Asker, competency_id: int) -> date | None:
    """The asker's day on which they acquired a skill."""
    at = acquired_at(session, asker.person_id, competency_id)
    return None if at is None else day_in(asker.person.time_zone, at)


def meets_target(session: WorkspaceSession, person_id: int, competency_id: int) -> bool:
    """Whether a target of the person's on this competency is met now."""
    target = open_target(session, person_id, competency_id)
    rating = rating_of(session, person_id, competency_id)
    if target is None or target.exempt or rating is None or rating.value is None:
        return False
    pair = (person_id, competency_id)
    return is_met(target.value.position, rating.value.position, validity_of(session, [pair])[pair].validity)


def _effects(session: WorkspaceSession, asker: Asker, run: AttemptView) -> tuple[SkillEffect, ...]:
    if run.result_id is None:
        return ()
    effects = effects_of(session, run.result_id)
    named = competencies(session, [each.competency_id for each in effects])
    seen = visible_ids(session, asker.actor, category=CompetencyCategory.SKILL)
    return tuple(
        _effect(session, asker, each, named[each.competency_id].name)
        for each in effects
        if each.competency_id in seen or each.after.acquired
    )


def _effect(session: WorkspaceSession, asker: Asker, effect: Effect, name: str) -> SkillEffect:
    met = effect.acquired_now and meets_target(session, asker.person_id, effect.competency_id)
    return SkillEffect(name, effect, acquired_on(session, asker, effect.competency_id), met)
