"""Results end to end: statements over HTTP, what the person is told in chat, and the quiz an editor writes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from core.activities import Result, make_xapi_key
from core.people import Actor, holders_of_role, person
from tests.bot.xapi.sending import a_statement
from tests.stories.stage import Stage


def _delivers(stage: Stage, *statements: dict[str, Any]) -> httpx.Response:
    """Moodle delivers statements with a key of its own."""
    with stage.engine.transaction(stage.workspace_id) as session:
        made = make_xapi_key(session, Actor.operator(stage.workspace_id), "Moodle")
    settings = stage.service.product.settings
    return httpx.post(
        f"http://127.0.0.1:{settings.port}/xapi/statements",
        json=list(statements),
        headers={"X-Experience-API-Version": "1.0.3"},
        auth=(made.key, made.secret),
        timeout=10,
    )


@pytest.mark.rule("activities/xapi")
@pytest.mark.rule("acquisition/progress")
def test_a_statement_counts_for_anna_and_she_is_told_where_she_stands(stage: Stage) -> None:
    said = a_statement("anna.berg@nordlys.example", "https://lms.nordlys.example/mod/A-002", 0.93)
    assert _delivers(stage, said).status_code == 200
    stage.deliver()
    anna = stage.person("anna")
    message = anna.waits_for("Alarm drill: 93 %.", 10)
    assert "Fire safety: 2 of 3, next above 90 % gets it." in message.text
    assert message.buttons[0].startswith("Next: ")
    assert _delivers(stage, said).status_code == 200
    with stage.engine.reading(stage.workspace_id) as session:
        assert len(session.scalars(sa.select(Result).where(Result.source == "xapi")).all()) == 1
    stage.deliver()
    assert len([each for each in anna.inbox() if "Alarm drill: 93 %." in each.text]) == 1


@pytest.mark.rule("activities/quiz")
def test_an_editor_writes_a_question_in_chat_and_an_employee_takes_it(stage: Stage) -> None:
    cleo = stage.person("cleo")
    cleo.commands("/tag", "Evening walk round the yard")
    form = cleo.modal()
    cleo.fills(form, {"Title": "Fire watch round"})
    assert cleo.submits(form) == {}
    card = cleo.commands("/prowess", "quiz edit Fire watch round")
    assert "No questions yet." in card.text
    cleo.presses(card, "Add a question")
    form = cleo.modal()
    cleo.fills(form, {"Question": "How long does the fire watch stay?", "Answers": "*60 minutes\n10 minutes"})
    assert cleo.submits(form) == {}
    cleo.sees(card, "1. How long does the fire watch stay?")
    cleo.sees(card, "Only 1 of 1 right counts")
    anna = stage.person("anna")
    anna.commands("/prowess", "quiz Fire watch round")
    quiz = anna.inbox()[-1]
    assert set(quiz.buttons) == {"60 minutes", "10 minutes"}
    anna.presses(quiz, "60 minutes")
    anna.sees(quiz, "1 of 1 right, 100 %.")


@pytest.mark.rule("activities/unmatched")
def test_an_admin_matches_a_result_of_an_unknown_account(stage: Stage) -> None:
    account = {"account": {"homePage": "https://lms.nordlys.example", "name": "4711"}}
    assert _delivers(stage, a_statement(account, "https://lms.nordlys.example/mod/A-002", 0.93)).status_code == 200
    admin = _admin(stage)
    card = admin.commands("/prowess", "report unmatched")
    assert "4711 (lms.nordlys.example) (unknown) · Alarm drill (known)" in card.text
    admin.presses(card, "Match")
    form = admin.modal()
    admin.fills(form, {"Whose is it?": "UANNA"})
    assert admin.submits(form) == {}
    admin.sees(card, "✓ 1 result counts now.")
    stage.deliver()
    stage.person("anna").waits_for("Alarm drill: 93 %.", 10)


def _admin(stage: Stage) -> Any:
    with stage.engine.reading(stage.workspace_id) as session:
        found = person(session, holders_of_role(session, "admin")[0])
    return stage.person(str(found.chat_user_id))
