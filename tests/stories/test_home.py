"""App Home: what waits for others first, then one's own, within Slack's limits and without a second upload."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.blocks import MAX_HOME_BLOCKS
from core.people import Actor, person_by_chat_id, set_line_manager
from core.targets import assign_targets
from tests.builders import a_person, a_skill
from tests.stories.stage import Stage

HEADERS = ("Decide", "Renew", "Grow", "Team", "To do", "Targets", "My competencies")


def _files(stage: Stage) -> int:
    return stage.workspace.run(lambda: len(stage.workspace.ws.memory.files))


def _headers(home: Any) -> list[str]:
    return [each["text"]["text"] for each in home.blocks if each["type"] == "header"]


@pytest.mark.rule("chat/home")
def test_an_employee_sees_what_to_do_targets_with_their_chart_and_what_they_hold(stage: Stage) -> None:
    anna = stage.person("anna")
    home = anna.opens_home(timeout=20)
    assert [each for each in _headers(home) if each in HEADERS] == ["To do", "Targets", "My competencies"]
    assert "◔ Forklift licence expires in 90 days, on 22 February 2027" in home.text
    assert "▽ English B2: B2 or higher on file" in home.text
    [picture] = [each for each in home.blocks if each["type"] == "image"]
    assert picture["alt_text"].startswith("Spider chart, Anna, 24 November 2026:")
    assert "Welding" in home.text
    anna.presses(home, "What is left")
    assert anna.sees(home, "step to B2", 20).startswith("English, Anna: 1 step to B2.")


@pytest.mark.rule("chat/home")
def test_a_manager_sees_first_what_waits_for_them_and_acts_in_place(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    ben.commands("/target", "@anna Fire safety by 1 March")
    asked = anna.commands("/prowess", "review Fire safety")
    anna.presses(asked, "Ask")
    home = ben.opens_home(timeout=20)
    shown = [each for each in _headers(home) if each in (*HEADERS, "Waiting")]
    assert shown[0] == "Waiting", "what is decided for others stands first"
    assert shown.index("Grow") < shown.index("Team") < shown.index("To do")
    assert "Fire safety: ○" in home.text
    ben.presses(home, "Gaps")
    ben.waits_for("Heat map, Warehouse", 30)
    ben.presses(home, "Set targets")
    assert ben.modal().is_open


def test_a_manager_for_whom_nothing_waits_is_told_so(stage: Stage) -> None:
    with stage.engine.transaction(stage.workspace_id) as session:
        cleo = stage.person("cleo")
        boss, report = person_by_chat_id(session, "UCLEO"), a_person(session, "Ny Ansatt")
        assert boss is not None
        set_line_manager(session, Actor.operator(stage.workspace_id), report, boss.id)
    home = cleo.opens_home(timeout=20)
    assert _headers(home)[0] == "Team"
    assert "Nothing waits for you." in home.text and "Ny" in home.text


def test_the_picture_is_uploaded_once_while_its_figures_stay(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.opens_home(timeout=20)
    before = _files(stage)
    anna.opens_home(timeout=20)
    assert _files(stage) == before
    stage.person("ben").commands("/target", "@anna First aid at work by 1 March")
    anna.opens_home(timeout=20)
    assert _files(stage) == before + 1


@pytest.mark.rule("chat/home")
def test_plans_stand_with_their_bars_between_targets_and_competencies(stage: Stage) -> None:
    anna, ben = stage.person("anna"), stage.person("ben")
    assert "Plans" not in _headers(anna.opens_home(timeout=20)), "left out without any"
    anna.presses(anna.commands("/prowess", "plan new My first year: Fire safety"), "Ask for approval")
    home = ben.opens_home(timeout=20)
    assert "Plans to approve" in _headers(home)
    assert _headers(home).index("Plans to approve") < _headers(home).index("Team")
    stage.deliver()
    ben.presses(ben.waits_for("Anna asks approval: My first year"), "Accept")
    ben.waits_for("✓ Accepted by Ben")
    shown = anna.opens_home(timeout=20)
    heads = [each for each in _headers(shown) if each in (*HEADERS, "Plans")]
    assert heads == ["To do", "Targets", "Plans", "My competencies"]
    assert "My first year, active" in shown.text and "0 of 1 met." in shown.text


def test_however_much_there_is_home_stays_within_slacks_limit(stage: Stage) -> None:
    with stage.engine.transaction(stage.workspace_id) as session:
        anna = person_by_chat_id(session, "UANNA")
        assert anna is not None
        wanted = {a_skill(session, f"Machine number {number}"): None for number in range(60)}
        assign_targets(session, Actor.operator(stage.workspace_id), [anna.id], wanted, date(2027, 3, 1))
    home = stage.person("anna").opens_home(timeout=30)
    assert len(home.blocks) <= MAX_HOME_BLOCKS
    assert "1 to 5 of" in home.text and "1 to 10 of" in home.text
