"""Suggestions are proposals: kept with their source, in force once accepted, out once rejected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.activities import (
    ACCEPTED,
    OPEN,
    REJECTED,
    REPLACED,
    Asked,
    Offer,
    RunView,
    accept_suggestion,
    choice_for,
    clear_rejections,
    delete_activity,
    edit_activity,
    latest_run,
    link_skill,
    linked_skills,
    links_of,
    open_suggestions,
    propose_skills,
    reject_suggestion,
    run_view,
    tagging_feedback,
    tagging_threshold,
    undo_decision,
    unlink_skill,
)
from core.activities.models import CourseModule
from core.audit import latest_facts
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import CompetencyCategory, set_status
from core.people import Actor, RoleContext, give_role
from core.people.capabilities import ContextKind
from core.people.models import Workspace
from tests.builders import a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House

ASKED = Asked(threshold=0.5, model="toy", prompt_version="skill_tagging.v1", best_confidence=0.93)


def an_offer(skill: int, confidence: float = 0.93) -> Offer:
    return Offer(skill, confidence, "judge", "Drills the permit needed before welding.", ("hot work", "permit"))


def an_editor(session: WorkspaceSession, **details: int) -> Actor:
    return Actor(session.workspace_id, a_person(session, "Cleo Martin", role="content_editor", **details))


def offered(session: WorkspaceSession, actor: Actor, activity: int, *skills: int) -> list[int]:
    proposed = propose_skills(session, actor, activity, [an_offer(skill) for skill in skills], ASKED)
    return [row.competency_id for row in run_view(session, actor, proposed.run_id).rows]


def the_run(session: WorkspaceSession, actor: Actor, activity: int, *skills: int) -> RunView:
    proposed = propose_skills(session, actor, activity, [an_offer(skill) for skill in skills], ASKED)
    return run_view(session, actor, proposed.run_id)


@pytest.mark.rule("tagging/proposal-only")
def test_nothing_is_linked_before_the_editor_accepts_and_source_confidence_and_model_are_kept(house: House) -> None:
    with house.writing() as session:
        cleo, fire = an_editor(session), a_skill(session)
        drill = an_activity(session, "Hot work permit drill")
        run = the_run(session, cleo, drill, fire)
        assert linked_skills(session, drill) == []
        accept_suggestion(session, cleo, run.rows[0].id)
        [link] = links_of(session, [drill])[drill]
        kept = run_view(session, cleo, run.id)
    assert (link.competency_id, link.source, link.suggestion_id) == (fire, "ai", run.rows[0].id)
    assert (link.linked_by_id, kept.rows[0].status, kept.rows[0].decided_by) == (cleo.person_id, ACCEPTED, "Cleo")
    assert (kept.model, kept.prompt_version, kept.threshold) == ("toy", "skill_tagging.v1", 0.5)
    row = kept.rows[0]
    assert (row.confidence, row.source, row.words) == (0.93, "judge", ("hot work", "permit"))


@pytest.mark.rule("tagging/never-new")
def test_code_lets_through_only_active_skills_visible_to_the_editor_and_not_yet_linked(house: House) -> None:
    with house.writing() as session:
        cleo = an_editor(session, access_tier=1)
        open_one, same_tier = a_skill(session, "Welding"), a_skill(session, "Rescue", access_tier=1)
        above, disabled = a_skill(session, "Crane control", access_tier=2), a_skill(session, "Slings")
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        linked = a_skill(session, "Fire safety")
        set_status(session, house.operator, disabled, "disabled")
        drill = an_activity(session, "Drill", linked)
        found = offered(session, cleo, drill, above, disabled, licence, linked, 987_654, open_one, same_tier)
    assert sorted(found) == sorted([open_one, same_tier])


@pytest.mark.rule("people/tier-select")
@pytest.mark.parametrize(
    ("editor", "skill", "selects"), [(1, None, True), (1, 1, True), (1, 2, False), (None, 5, True), (0, 1, False)]
)
def test_an_editor_with_a_tier_selects_the_same_or_a_lower_one_and_one_without_selects_all(
    house: House, editor: int | None, skill: int | None, selects: bool
) -> None:
    with house.writing() as session:
        cleo = an_editor(session, access_tier=editor)  # type: ignore[arg-type]
        crane, drill = a_skill(session, "Crane control", access_tier=skill), an_activity(session, "Drill")
        assert (crane in choice_for(session, cleo, drill).selectable) is selects
        assert offered(session, cleo, drill, crane) == ([crane] if selects else [])


@pytest.mark.rule("activities/skills-limit")
def test_with_three_skills_by_hand_the_ai_suggests_none(house: House) -> None:
    with house.writing() as session:
        cleo, skills = an_editor(session), [a_skill(session, f"Skill {number}") for number in range(4)]
        drill = an_activity(session, "Drill")
        for skill in skills[:3]:
            link_skill(session, cleo, drill, skill)
        assert offered(session, cleo, drill, skills[3]) == []


@pytest.mark.rule("activities/skills-limit")
def test_a_fourth_skill_is_refused_by_ai_and_by_hand_after_ai(house: House) -> None:
    with house.writing() as session:
        cleo, skills = an_editor(session), [a_skill(session, f"Skill {number}") for number in range(5)]
        drill = an_activity(session, "Drill")
        run = the_run(session, cleo, drill, *skills[:3])
        link_skill(session, cleo, drill, skills[3])
        for row in run.rows[:2]:
            accept_suggestion(session, cleo, row.id)
        with pytest.raises(Invalid, match="3 skills, the most it can carry"):
            accept_suggestion(session, cleo, run.rows[2].id)
        with pytest.raises(Invalid, match="3 skills, the most it can carry"):
            link_skill(session, cleo, drill, skills[4])
        assert len(linked_skills(session, drill)) == 3


@pytest.mark.rule("tagging/at-most-three")
def test_at_most_three_minus_the_linked_ones_are_suggested_most_relevant_first(house: House) -> None:
    with house.writing() as session:
        cleo, linked = an_editor(session), a_skill(session, "Linked")
        skills = [a_skill(session, f"Skill {number}") for number in range(4)]
        drill = an_activity(session, "Drill", linked)
        offers = [replace(an_offer(skill), confidence=0.6 + place / 10) for place, skill in enumerate(skills)]
        run = run_view(session, cleo, propose_skills(session, cleo, drill, offers, ASKED).run_id)
    assert [row.competency_id for row in run.rows] == [skills[3], skills[2]]


@pytest.mark.rule("tagging/rejected")
def test_a_rejected_suggestion_is_not_offered_again_also_after_changes_until_someone_clears_it(house: House) -> None:
    with house.writing() as session:
        cleo, fire = an_editor(session), a_skill(session)
        drill, other = an_activity(session, "Drill"), an_activity(session, "Other drill")
        reject_suggestion(session, cleo, the_run(session, cleo, drill, fire).rows[0].id)
        assert offered(session, cleo, drill, fire) == []
        edit_activity(session, cleo, drill, title="Hot work permit drill", description="Another text.")
        assert offered(session, cleo, drill, fire) == []
        assert offered(session, cleo, other, fire) == [fire]
        assert clear_rejections(session, cleo, drill) == 1
        assert offered(session, cleo, drill, fire) == [fire]
        assert clear_rejections(session, cleo, drill) == 0


@pytest.mark.rule("tagging/re-tag")
def test_a_changed_text_gives_new_proposals_and_accepted_and_hand_made_links_stay(house: House) -> None:
    with house.writing() as session:
        cleo, (fire, weld, aid, crane) = (
            an_editor(session),
            [a_skill(session, name) for name in ("Fire safety", "Welding", "First aid", "Crane control")],
        )
        drill = an_activity(session, "Drill")
        first = the_run(session, cleo, drill, fire, weld)
        accept_suggestion(session, cleo, first.rows[0].id)
        link_skill(session, cleo, drill, aid)
        edit_activity(session, cleo, drill, title="Crane drill")
        second = the_run(session, cleo, drill, fire, weld, crane)
        assert [row.competency_id for row in second.rows] == [weld]
        assert {skill.id for skill in linked_skills(session, drill)} == {fire, aid}
        assert [row.status for row in run_view(session, cleo, first.id).rows] == [ACCEPTED, REPLACED]
        assert not run_view(session, cleo, first.id).latest
        assert [row.competency_id for row in open_suggestions(session, cleo, drill)] == [weld]
        with pytest.raises(Conflict, match="no longer suggested"):
            accept_suggestion(session, cleo, first.rows[1].id)


def test_a_suggestion_whose_skill_was_disabled_since_is_refused_with_a_sentence(house: House) -> None:
    with house.writing() as session:
        cleo, fire, drill = an_editor(session), a_skill(session), an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire)
        set_status(session, house.operator, fire, "disabled")
        with pytest.raises(Invalid, match="Fire safety is disabled"):
            accept_suggestion(session, cleo, run.rows[0].id)
        assert linked_skills(session, drill) == []


def test_what_somebody_decided_before_says_who_and_when(house: House) -> None:
    with house.writing() as session:
        cleo, rita, fire = an_editor(session), a_person(session, "Rita Moe", role="content_editor"), a_skill(session)
        drill = an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire)
        accept_suggestion(session, cleo, run.rows[0].id)
        for decide in (accept_suggestion, reject_suggestion):
            with pytest.raises(Conflict, match="Cleo linked Fire safety already, 24 November 2026"):
                decide(session, house.as_(rita), run.rows[0].id)
        unlink_skill(session, cleo, drill, fire)
        reject_suggestion(session, cleo, the_run(session, cleo, drill, fire).rows[0].id)
        again = run_view(session, cleo, latest_run(session, drill) or 0)
        with pytest.raises(Conflict, match="Cleo rejected Fire safety already"):
            accept_suggestion(session, house.as_(rita), again.rows[0].id)


def test_a_skill_linked_by_hand_meanwhile_is_not_linked_twice(house: House) -> None:
    with house.writing() as session:
        cleo, fire, drill = an_editor(session), a_skill(session), an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire)
        link_skill(session, cleo, drill, fire)
        with pytest.raises(Conflict, match="Fire safety is on this activity already"):
            accept_suggestion(session, cleo, run.rows[0].id)
        assert [link.source for link in links_of(session, [drill])[drill]] == ["hand"]


@pytest.mark.rule("tagging/proposal-only")
def test_somebody_without_the_right_neither_asks_nor_decides(house: House) -> None:
    with house.writing() as session:
        cleo, anna, fire = an_editor(session), house.as_(a_person(session)), a_skill(session)
        drill = an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire)
        with pytest.raises(Refused):
            propose_skills(session, anna, drill, [an_offer(fire)], ASKED)
        for decide in (accept_suggestion, reject_suggestion, undo_decision):
            with pytest.raises(Refused):
                decide(session, anna, run.rows[0].id)
        with pytest.raises(Refused):
            clear_rejections(session, anna, drill)
        assert [row.status for row in run_view(session, cleo, run.id).rows] == [OPEN]


def test_a_teacher_tags_the_activities_of_their_own_course_only(house: House) -> None:
    with house.writing() as session:
        module, other = a_module(session), a_module(session, "Other")
        own, foreign = an_activity(session, "Own", modules=(module,)), an_activity(session, "Foreign", modules=(other,))
        teacher, fire = a_person(session, "Tom Berg"), a_skill(session)
        course = session.scalar(select(CourseModule.course_id).where(CourseModule.module_id == module))
        give_role(session, house.operator, teacher, "teacher", RoleContext(ContextKind.COURSE, course))
        assert offered(session, house.as_(teacher), own, fire) == [fire]
        with pytest.raises(Refused):
            offered(session, house.as_(teacher), foreign, fire)


def test_a_decision_is_taken_back_within_ten_minutes_and_not_after(house: House) -> None:
    with house.writing() as session:
        cleo, fire, weld = an_editor(session), a_skill(session), a_skill(session, "Welding")
        drill = an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire, weld)
        accept_suggestion(session, cleo, run.rows[0].id)
        reject_suggestion(session, cleo, run.rows[1].id)
    house.clock.forward(minutes=10)
    with house.writing() as session:
        undo_decision(session, cleo, run.rows[0].id)
        undo_decision(session, cleo, run.rows[1].id)
        assert linked_skills(session, drill) == []
        assert [row.status for row in run_view(session, cleo, run.id).rows] == [OPEN, OPEN]
        with pytest.raises(Conflict, match="Already undone"):
            undo_decision(session, cleo, run.rows[0].id)
        accept_suggestion(session, cleo, run.rows[0].id)
    house.clock.forward(minutes=10, seconds=1)
    with house.writing() as session:
        with pytest.raises(Conflict, match="works for 10 minutes"):
            undo_decision(session, cleo, run.rows[0].id)
        assert [skill.id for skill in linked_skills(session, drill)] == [fire]


def test_only_ones_own_decision_is_taken_back(house: House) -> None:
    with house.writing() as session:
        cleo, rita, fire = an_editor(session), a_person(session, "Rita Moe", role="content_editor"), a_skill(session)
        run = the_run(session, cleo, an_activity(session, "Drill"), fire)
        accept_suggestion(session, cleo, run.rows[0].id)
        with pytest.raises(NotFound, match="nothing of yours"):
            undo_decision(session, house.as_(rita), run.rows[0].id)


def test_an_acceptance_a_result_counted_for_is_not_taken_back_and_says_so(house: House) -> None:
    with house.writing() as session:
        cleo, anna, fire = an_editor(session), a_person(session), a_skill(session)
        drill = an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire)
        accept_suggestion(session, cleo, run.rows[0].id)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        a_result(session, anna, drill, 95)
        with pytest.raises(Conflict, match="1 result counted"):
            undo_decision(session, cleo, run.rows[0].id)
        assert [row.status for row in run_view(session, cleo, run.id).rows] == [ACCEPTED]


def test_a_decision_undone_after_the_activity_was_asked_about_again_leaves_no_second_open_suggestion(
    house: House,
) -> None:
    with house.writing() as session:
        cleo, fire, drill = an_editor(session), a_skill(session), an_activity(session, "Drill")
        first = the_run(session, cleo, drill, fire)
        reject_suggestion(session, cleo, first.rows[0].id)
        the_run(session, cleo, drill, fire)
        undo_decision(session, cleo, first.rows[0].id)
        assert open_suggestions(session, cleo, drill) == []
        assert offered(session, cleo, drill, fire) == [fire]


def test_a_deleted_activity_is_not_tagged(house: House) -> None:
    with house.writing() as session:
        cleo, fire, drill = an_editor(session), a_skill(session), an_activity(session, "Drill")
        delete_activity(session, house.operator, drill)
        with pytest.raises(NotFound):
            propose_skills(session, cleo, drill, [an_offer(fire)], ASKED)


@pytest.mark.rule("tagging/threshold")
@pytest.mark.parametrize(("own", "holds"), [(None, 0.4), (0.7, 0.7), (0, 0.0), (1.5, 0.4), ("high", 0.4)])
def test_the_workspaces_threshold_wins_over_the_environments(house: House, own: object, holds: float) -> None:
    with house.writing() as session:
        workspace = session.get_one(Workspace, session.workspace_id)
        workspace.settings = {} if own is None else {"tagging_threshold": own}
        session.flush()
        assert tagging_threshold(session, 0.4) == holds


def test_the_name_of_the_best_skill_is_hidden_from_whoever_may_not_see_it(house: House) -> None:
    with house.writing() as session:
        cleo, low = an_editor(session), an_editor(session, access_tier=1)
        crane, drill = a_skill(session, "Crane control", access_tier=2), an_activity(session, "Drill")
        asked = replace(ASKED, best_competency_id=crane, best_confidence=0.41)
        run = propose_skills(session, cleo, drill, [], asked)
        assert run_view(session, cleo, run.run_id).best_name == "Crane control"
        assert run_view(session, low, run.run_id).best_name is None


def test_accepts_rejects_and_empty_answers_are_kept_and_counted(house: House) -> None:
    with house.writing() as session:
        cleo, fire, weld = an_editor(session), a_skill(session), a_skill(session, "Welding")
        drill, canteen = an_activity(session, "Drill"), an_activity(session, "Canteen notice")
        run = the_run(session, cleo, drill, fire, weld)
        accept_suggestion(session, cleo, run.rows[0].id)
        reject_suggestion(session, cleo, run.rows[1].id)
        the_run(session, cleo, canteen)
        counted = tagging_feedback(session)
    assert (counted.askings, counted.empty, counted.offered) == (2, 1, 2)
    assert (counted.accepted, counted.rejected, counted.open) == (1, 1, 0)


def test_every_step_is_on_the_audit_trail(house: House) -> None:
    with house.writing() as session:
        cleo, fire, drill = an_editor(session), a_skill(session), an_activity(session, "Drill")
        run = the_run(session, cleo, drill, fire)
        reject_suggestion(session, cleo, run.rows[0].id)
        undo_decision(session, cleo, run.rows[0].id)
        accept_suggestion(session, cleo, run.rows[0].id)
    with house.reading() as session:
        kinds = [fact.kind for fact in latest_facts(session, limit=4)]
    assert kinds == ["skill.linked", "suggestion.reopened", "suggestion.rejected", "skills.suggested"]


def test_a_rejected_state_is_named_in_the_view(house: House) -> None:
    with house.writing() as session:
        cleo, fire = an_editor(session), a_skill(session)
        run = the_run(session, cleo, an_activity(session, "Drill"), fire)
        reject_suggestion(session, cleo, run.rows[0].id)
        row = run_view(session, cleo, run.id).rows[0]
    assert (row.status, row.decided_by_id, row.decided_at) == (REJECTED, cleo.person_id, house.clock.now)
