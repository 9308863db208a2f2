"""Groups, people and roles as an admin lives with them in Slack: channels followed, guests let in, roles given."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.workspace.config import Person
from core.people import groups_called, members_page, person_by_chat_id
from tests.stories.stage import Stage

COURSE = "Fire safety at work"
EMPLOYEE_WITHOUT = [
    "plan.view.own", "plan.create.own", "evidence.add.own", "review.request.own", "details.view", "document.open",
    "gap.view", "export",
]
"""What an employee holds but for changing their own qualifications."""


@pytest.fixture
def ada(stage: Stage) -> Any:
    return stage.person("ada")


def _inside(stage: Stage, name: str, kind: str | None = None) -> set[str]:
    with stage.engine.reading(stage.workspace_id) as session:
        found = groups_called(session, name, kind)
        return {each.name for each in members_page(session, found[0].id)} if found else set()


def _wait_for(done: Callable[[], bool]) -> None:
    """What an event does to the data shows nowhere in the workspace."""
    until = time.monotonic() + 15
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


def _until_inside(stage: Stage, name: str, *, inside: bool) -> None:
    _wait_for(lambda: (name in _inside(stage, "warehouse", "channel")) == inside)


@pytest.mark.rule("people/groups")
def test_a_group_follows_a_channel_as_people_join_and_leave_it(stage: Stage, ada: Any) -> None:
    ada.commands("/prowess", "group channel #warehouse")
    card = ada.waits_for("Followed by you, 10:00.", 10)
    assert "Channel, " in card.text and "Follows its channel" in card.text
    assert "Anna Berg" in _inside(stage, "warehouse", "channel")
    stage.workspace.joins_channel("UMONA", "CWAREHOUSE")
    _until_inside(stage, _name(stage, "UMONA"), inside=True)
    stage.workspace.leaves_channel("UANNA", "CWAREHOUSE")
    _until_inside(stage, "Anna Berg", inside=False)
    refused = ada.commands("/prowess", "group add @anna to channel warehouse")
    assert "warehouse follows its channel" in refused.text


def test_somebody_who_joins_a_channel_before_their_joining_the_team_is_known_is_in_its_group(
    stage: Stage, ada: Any
) -> None:
    ada.commands("/prowess", "group channel #warehouse")
    ada.waits_for("Followed by you, 10:00.", 10)
    stage.workspace.faults.on_delivery("drop", 1, of="event")
    stage.workspace.joins(Person("UNILS", "nils", "Nils Ny", "nils.ny@nordlys.example"))
    stage.workspace.joins_channel("UNILS", "CWAREHOUSE")
    _until_inside(stage, "Nils Ny", inside=True)
    assert "Nils Ny" in _inside(stage, "warehouse", "channel")


def test_a_channel_the_bot_was_taken_out_of_leaves_its_group_to_the_admins(stage: Stage, ada: Any) -> None:
    ada.commands("/prowess", "group channel #warehouse")
    ada.waits_for("Followed by you, 10:00.", 10)
    before = _inside(stage, "warehouse", "channel")
    stage.workspace.leaves_channel("UPROWESS", "CWAREHOUSE")

    def by_hand() -> bool:
        with stage.engine.reading(stage.workspace_id) as session:
            return groups_called(session, "warehouse", "channel")[0].source == "hand"

    _wait_for(by_hand)
    assert _inside(stage, "warehouse", "channel") == before
    assert "Mona is in warehouse" in ada.commands("/prowess", "group add @mona to channel warehouse").text


def _name(stage: Stage, chat_user_id: str) -> str:
    with stage.engine.reading(stage.workspace_id) as session:
        found = person_by_chat_id(session, chat_user_id)
    assert found is not None
    return found.name


def test_a_channel_the_bot_is_not_in_is_asked_for_first(stage: Stage, ada: Any) -> None:
    ada.commands("/prowess", "group channel #nowhere")
    said = ada.waits_for("I'm not in #nowhere.", 10)
    assert "Write there: /invite @Prowess" in said.text


@pytest.mark.rule("people/course-cohort")
def test_a_cohort_from_courses_follows_what_managers_do_in_chat(stage: Stage, ada: Any) -> None:
    plan = ada.commands("/prowess", f"group courses Fire crew: {COURSE}")
    assert "0 people, and whoever enrols later." in plan.text
    ada.presses(plan, "Apply")
    ada.sees(plan, "Applied by Ada, 10:00: 0 joined, 0 left.")
    ben = stage.person("ben")
    done = ben.commands("/prowess", f"course enrol @anna {COURSE}")
    assert _inside(stage, "Fire crew") == {"Anna Berg"}
    ben.presses(done, "Undo")
    ben.sees(done, "Undone")
    assert _inside(stage, "Fire crew") == set()


@pytest.mark.rule("people/strangers")
def test_a_guest_is_refused_until_an_admin_lets_them_in(stage: Stage, ada: Any) -> None:
    val = stage.person("UVISITOR")
    assert "only for members of this workspace" in val.commands("/prowess", "me").text
    stage.person("anna").commands("/prowess", "person admit @val")
    assert "only for members of this workspace" in val.commands("/prowess", "me").text
    ada.commands("/prowess", "person admit @val")
    card = ada.waits_for("Val Visitor let in by you, 10:00.", 10)
    assert "only for members" not in val.commands("/prowess", "skills").text
    ada.presses(card, "End admission")
    ada.sees(card, "Val Visitor is a stranger again")
    assert "only for members of this workspace" in val.commands("/prowess", "me").text


@pytest.mark.rule("people/strangers")
def test_somebody_of_another_workspace_is_never_let_in(stage: Stage, ada: Any) -> None:
    ada.commands("/prowess", "person admit @paula")
    ada.waits_for("bots and people of other workspaces stay out", 10)
    assert "only for members of this workspace" in stage.person("UPARTNER").commands("/prowess", "me").text


@pytest.mark.rule("people/relations")
def test_a_role_over_one_person_opens_exactly_that_person(stage: Stage, ada: Any) -> None:
    cleo = stage.person("cleo")
    refused = "was not rated: you don't supervise or review"
    assert refused in cleo.commands("/prowess", "rate @omar Fire safety=Acquired").text
    given = ada.commands("/prowess", "role give @cleo reviewer over @omar until 30 November")
    assert "Cleo has the role reviewer over Omar Aziz, until 30 November 2026." in given.text
    assert refused not in cleo.commands("/prowess", "rate @omar Fire safety=Acquired").text
    assert refused in cleo.commands("/prowess", "rate @anna Fire safety=Acquired").text
    stage.clock.forward(days=6)
    assert refused not in cleo.commands("/prowess", "rate @omar Welding=Acquired").text
    stage.clock.forward(days=1)
    assert refused in cleo.commands("/prowess", "rate @omar Welding=Acquired").text


@pytest.mark.rule("people/own-qualifications")
def test_where_a_site_revokes_it_own_qualifications_are_read_only_to_their_owner(stage: Stage, ada: Any) -> None:
    anna = stage.person("anna")
    ada.commands("/prowess", "role edit employee")
    form = ada.modal()
    ada.fills(form, {"Holds": EMPLOYEE_WITHOUT})
    assert ada.submits(form) == {}
    edited = ada.waits_for("Edited by you, 10:00. Taken away: qualification.own.write.")
    stage.clock.forward(seconds=1)
    said = anna.commands("/prowess", "log I passed First aid at work on 3 May 2026, valid 3 years")
    answer = said.text if said is not None else ""
    assert "changing own qualifications" in answer or "read-only" in answer, answer
    assert "Forklift licence" in anna.opens_home(timeout=15).text
    ada.presses(edited, "Undo")
    ada.sees(edited, "Undone")
    stage.clock.forward(seconds=1)
    again = anna.commands("/prowess", "log I passed First aid at work on 3 May 2026, valid 3 years")
    assert again is None or "changing own qualifications" not in again.text


@pytest.mark.rule("people/deactivated")
def test_somebody_deactivated_in_slack_can_do_nothing_and_is_left_out_of_lists(stage: Stage, ada: Any) -> None:
    assert "Omar Aziz" in ada.commands("/prowess", "group Warehouse").text
    assert stage.person("omar").commands("/prowess", "skills") is not None
    stage.workspace.changes("UOMAR", deleted=True)
    _wait_for(lambda: not _active(stage, "UOMAR"))
    assert "Omar Aziz" not in ada.commands("/prowess", "group Warehouse").text
    assert "Deactivated: gets no messages" in ada.commands("/prowess", "person Omar Aziz").text
    stage.workspace.changes("UOMAR", deleted=False)
    _wait_for(lambda: _active(stage, "UOMAR"))
    assert "Omar Aziz" in ada.commands("/prowess", "group Warehouse").text


def _active(stage: Stage, chat_user_id: str) -> bool:
    with stage.engine.reading(stage.workspace_id) as session:
        found = person_by_chat_id(session, chat_user_id)
        return found is not None and found.active
