"""Plans as people live them: a template given to a team, a draft approved from the message, a bar that moves."""

from __future__ import annotations

from typing import Any

import pytest

from core.people import PersonView, person_by_chat_id
from core.plans import PlanState, plans_of
from tests.stories.stage import Stage


@pytest.fixture
def jonas(stage: Stage) -> Any:
    """Jonas administers plans."""
    return stage.person("jonas")


@pytest.fixture
def ben(stage: Stage) -> Any:
    """Ben leads the warehouse."""
    return stage.person("ben")


def _person(stage: Stage, chat_id: str) -> PersonView:
    with stage.engine.reading(stage.workspace_id) as session:
        found = person_by_chat_id(session, chat_id)
    assert found is not None
    return found


def _states(stage: Stage, chat_id: str) -> list[PlanState]:
    with stage.engine.reading(stage.workspace_id) as session:
        return [each.state for each in plans_of(session, [_person(stage, chat_id).id])]


@pytest.mark.rule("plans/from-template")
@pytest.mark.rule("plans/follow")
def test_a_template_is_made_given_to_a_team_after_a_dry_run_and_changed_for_all_at_once(
    stage: Stage, jonas: Any, ben: Any
) -> None:
    made = jonas.commands("/prowess", "template new Safety basics: Fire safety, First aid at work by 1 March")
    assert "Sent to our private chat." not in made.text
    assert "2 competencies, 0 plans follow it." in made.text
    refused = ben.commands("/prowess", "template new Mine: Fire safety")
    assert "editing plan templates isn't open to you" in refused.text
    dry = ben.commands("/prowess", "template give Safety basics to team Warehouse")
    assert "Not applied yet" in dry.text
    assert _states(stage, "UANNA") == []
    ben.presses(dry, "Apply")
    ben.sees(dry, "✓ Applied by Ben, 10:00:")
    assert _states(stage, "UANNA") == [PlanState.ACTIVE]
    stage.deliver()
    anna = stage.person("anna")
    told = anna.waits_for("Ben gave you the plan Safety basics, due 1 March 2027.")
    assert "Because Ben manages your plans." in told.text
    shown = anna.commands("/prowess", "plan")
    assert "Safety basics, active, due 1 March 2027." in shown.text
    assert "of 2 met." in shown.text
    changed = jonas.commands("/prowess", "template add Safety basics: Manual handling")
    assert "It reached" in changed.text
    assert "of 3 met." in anna.commands("/prowess", "plan").text
    ben.presses(dry, "Undo")
    ben.sees(dry, "Undone")
    assert _states(stage, "UANNA") == []
    stage.deliver()
    anna.sees(told, "Ben withdrew this, 10:00.")


@pytest.mark.rule("plans/own")
@pytest.mark.rule("plans/approve")
def test_a_draft_is_approved_from_the_message_and_its_owner_sees_the_bar_move(stage: Stage, ben: Any) -> None:
    anna = stage.person("anna")
    draft = anna.commands("/prowess", "plan new My first year: Fire safety, German by 1 March")
    assert "My first year, draft, due 1 March 2027." in draft.text
    anna.presses(draft, "Ask for approval")
    anna.sees(draft, "Asked Ben to approve My first year. Waiting.")
    stage.deliver()
    asked = ben.waits_for("Anna asks approval: My first year")
    assert "Fire safety and German. Due 1 March 2027." in asked.text
    assert "Plans to approve" in ben.commands("/prowess", "reviews").text
    ben.presses(asked, "Accept")
    ben.sees(asked, "✓ Accepted by Ben, 10:00: active.")
    assert "My first year" not in ben.commands("/prowess", "reviews").text
    stage.deliver()
    told = anna.waits_for("Ben accepted My first year: it is active.")
    anna.presses(told, "Open plan")
    plan = anna.waits_for("of 2 met.")
    assert "Fire safety: not met" in plan.text
    assert _states(stage, "UANNA") == [PlanState.ACTIVE]


@pytest.mark.rule("plans/approve")
def test_a_rejection_names_its_reason_and_a_peer_sees_no_plan(stage: Stage, ben: Any) -> None:
    anna, erik = stage.person("anna"), stage.person("erik")
    draft = anna.commands("/prowess", "plan new My first year: Fire safety")
    anna.presses(draft, "Ask for approval")
    stage.deliver()
    asked = ben.waits_for("Anna asks approval: My first year")
    ben.presses(asked, "Reject")
    form = ben.modal("Reject")
    ben.fills(form, {"Why": "Add first aid."})
    assert ben.submits(form) == {}
    ben.sees(asked, "Rejected by Ben, 10:00: 'Add first aid.'")
    stage.deliver()
    anna.waits_for("Ben rejected My first year: 'Add first aid.' It stays a draft.")
    peer = erik.commands("/prowess", "plan @anna")
    assert "Plans are shown to their owner, those who supervise them, and admins." in peer.text
    assert "My first year" not in peer.text


@pytest.mark.rule("plans/complete")
def test_a_plan_completes_by_its_due_date_where_its_person_is_and_they_are_told(stage: Stage, ben: Any) -> None:
    anna = stage.person("anna")
    ben.commands("/prowess", "plan new @anna Crew: Fire safety by 25 November")
    stage.deliver()
    anna.waits_for("Ben gave you the plan Crew, due 25 November 2026.")
    stage.clock.forward(days=1)
    stage.remind()
    assert _states(stage, "UANNA") == [PlanState.ACTIVE]
    stage.clock.forward(days=1)
    stage.remind()
    assert _states(stage, "UANNA") == [PlanState.COMPLETED]
    stage.deliver()
    told = anna.waits_for("Your plan Crew was due and is completed.")
    assert "What is not met stays a gap: /prowess gap" in told.text


@pytest.mark.rule("plans/coverage")
@pytest.mark.rule("plans/statistics")
def test_coverage_reruns_without_a_course_and_statistics_open_from_the_menu(stage: Stage, jonas: Any) -> None:
    jonas.commands("/prowess", "template new Safety basics: Fire safety, First aid at work")
    report = jonas.commands("/prowess", "report coverage Safety basics")
    assert "Fire safety: 1 course" in report.text
    jonas.chooses(report, "Leave a course out", "Fire safety at work")
    text = jonas.sees(report, "Left out: Fire safety at work.")
    assert "Fire safety: 0 courses, ▽ under-represented" in text
    card = jonas.commands("/prowess", "template Safety basics")
    jonas.chooses(card, "More", "Statistics")
    jonas.waits_for("Safety basics: 0 active, 0 completed.")
