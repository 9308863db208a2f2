"""The durable edge, through signed HTTP: verified, stored, answered in time, never twice, and quiet about garbage."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from core.audit.models import RecordedFact
from core.notifications.models import InboxDelivery
from core.people import person_by_chat_id
from core.targets.models import Target
from tests.stories.signed import FORM, headers_for, post_event, post_form, post_interaction
from tests.stories.stage import Stage

CANARY = "canary-in-a-body-4711"


def _url(stage: Stage) -> str:
    return stage.workspace.ws.config.bot_url


def _dm(stage: Stage, user: str, text: str) -> dict[str, Any]:
    """A message as it stands in the private chat, its own delivery lost: the tests deliver it themselves."""
    stage.workspace.faults.on_delivery("drop", 1, of="event")
    card = stage.person(user).says(text)
    return {
        "type": "message",
        "channel": card.conversation,
        "channel_type": "im",
        "user": user,
        "text": text,
        "ts": card.ts,
    }


def _count(stage: Stage, query: sa.Select[Any]) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        return int(session.scalar(query) or 0)


def _wait_for(done: Callable[[], bool]) -> None:
    """The audit is written after the answer, which no change of the workspace tells."""
    until = time.monotonic() + 10
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


GARBAGE: list[tuple[bytes, dict[str, str]]] = [
    (b"", {}),
    (CANARY.encode(), {"content-type": "application/json"}),
    (b"{", {"content-type": "application/json", "x-slack-signature": "v0=zz", "x-slack-request-timestamp": "now"}),
    (
        b"payload=%7B",
        {"content-type": FORM, "x-slack-signature": "\xe6".encode().hex(), "x-slack-request-timestamp": "1"},
    ),
    (b"\xff\xfe\x00", {"content-type": "text/plain", "x-slack-request-timestamp": "9" * 40}),
    (b"[" * 5_000, {"content-type": "application/json", "x-slack-signature": "v0=" + "0" * 64}),
    (b"command=/target", {"content-type": FORM, "x-slack-request-timestamp": "-5", "x-slack-signature": ""}),
]


def _throw(stage: Stage, times: int) -> set[int]:
    with httpx.Client(timeout=30) as client:

        def one(number: int) -> int:
            body, headers = GARBAGE[number % len(GARBAGE)]
            return client.post(_url(stage), content=body + str(number).encode(), headers=headers).status_code

        with ThreadPoolExecutor(8) as pool:
            return set(pool.map(one, range(times)))


@pytest.mark.rule("chat/errors")
def test_unsigned_garbage_gets_4xx_never_5xx_and_leaves_no_word_in_the_log(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _throw(stage, 210) == {401}
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err


@pytest.mark.slow
def test_ten_thousand_garbage_requests_get_no_5xx(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    assert _throw(stage, 10_000) == {401}
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err


def test_signed_but_malformed_bodies_get_400_and_nothing_is_kept(stage: Stage) -> None:
    before = _count(stage, sa.select(sa.func.count()).select_from(InboxDelivery))
    for body, kind in (
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"type":"event_callback"}', "application/json"),
        (b'{"type":"event_callback","event":"x","event_id":"E1","team_id":"TNORDLYS"}', "application/json"),
        (b"payload=%7B", FORM),
        (b"payload=5", FORM),
        (b"command=%2Ftarget", FORM),
        (b"payload=" + b'{"type":"block_actions"}', FORM),
        (b"\xff\xfe", FORM),
    ):
        response = httpx.post(_url(stage), content=body, headers=headers_for(body, kind))
        assert response.status_code == 400, body
        assert response.text == ""
    assert _count(stage, sa.select(sa.func.count()).select_from(InboxDelivery)) == before


def test_a_signature_is_good_for_five_minutes_and_for_its_own_body_and_secret_only(stage: Stage) -> None:
    fields = {"command": "/prowess", "text": "help", "team_id": "TNORDLYS", "user_id": "UANNA", "trigger_id": "t.1"}
    assert post_form(_url(stage), fields, at=time.time() - 290).status_code == 200
    assert post_form(_url(stage), fields, at=time.time() - 310).status_code == 401
    assert post_form(_url(stage), fields, at=time.time() + 310).status_code == 401
    assert post_form(_url(stage), fields, secret="another").status_code == 401


def test_a_body_over_the_limit_is_refused_unread(stage: Stage) -> None:
    body = b"x" * 1_000_001
    assert httpx.post(_url(stage), content=body, headers=headers_for(body, FORM)).status_code == 413


@pytest.mark.rule("chat/retries")
def test_the_same_event_delivered_four_times_is_answered_once(stage: Stage) -> None:
    anna = stage.person("anna")
    event = _dm(stage, anna.id, "help")
    for attempt in range(4):
        headers = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"} if attempt else {}
        assert post_event(_url(stage), event, event_id="EvSAME", **headers).status_code == 200
    anna.waits_for("What you can do here")
    post_event(_url(stage), _dm(stage, anna.id, "help"), event_id="EvNEXT")
    stage.workspace.until(
        lambda: len([m for m in anna.inbox() if "What you can do here" in m.text]) == 2 or None, 10, "two answers"
    )


@pytest.mark.rule("chat/retries")
def test_the_same_command_delivered_twice_sets_targets_once_and_answers_once(stage: Stage) -> None:
    fields = {
        "command": "/target",
        "text": "<@UOMAR> Welding",
        "team_id": "TNORDLYS",
        "user_id": "UBEN",
        "trigger_id": "trigger.same",
        "channel_id": "CGENERAL",
        "response_url": "http://127.0.0.1:9/none",
    }
    before = _count(stage, sa.select(sa.func.count()).select_from(Target))
    first, second = post_form(_url(stage), fields), post_form(_url(stage), fields)
    assert "Omar" in first.text
    assert second.text == ""
    assert second.status_code == 200
    assert _count(stage, sa.select(sa.func.count()).select_from(Target)) == before + 1


@pytest.mark.rule("chat/ack")
def test_an_event_is_on_disk_before_it_is_acknowledged(stage: Stage) -> None:
    stage.service.workers.stop()
    anna = stage.person("anna")
    for number in range(40):
        event = _dm(stage, anna.id, "help")
        assert post_event(_url(stage), event, event_id=f"EvDISK{number}").status_code == 200
    waiting = sa.select(sa.func.count()).select_from(InboxDelivery).where(InboxDelivery.state == "waiting")
    assert _count(stage, waiting) >= 40


@pytest.mark.rule("chat/ack")
def test_a_stored_body_is_sealed_and_goes_when_the_event_is_done(stage: Stage) -> None:
    anna = stage.person("anna")
    post_event(_url(stage), _dm(stage, anna.id, "help"), event_id="EvSEALED")
    anna.waits_for("What you can do here")

    def settled() -> InboxDelivery | None:
        with stage.engine.reading(stage.workspace_id) as session:
            return session.scalars(
                sa.select(InboxDelivery).where(InboxDelivery.key == "event:EvSEALED", InboxDelivery.state == "done")
            ).one_or_none()

    row = stage.workspace.until(settled, 5, "the delivery to be done")
    assert row.sealed is None


@pytest.mark.rule("people/strangers")
def test_strangers_bots_and_other_teams_are_refused_and_shown_nothing(stage: Stage) -> None:
    for user, team in (("UNOBODY", "TNORDLYS"), ("UANNA", "TOTHER"), ("UOLAV", "TNORDLYS")):
        fields = {
            "command": "/prowess",
            "text": "show <@UANNA>",
            "team_id": team,
            "user_id": user,
            "trigger_id": f"t.{user}.{team}",
            "channel_id": "CGENERAL",
        }
        response = post_form(_url(stage), fields)
        assert response.status_code == 200
        assert "only for members of this workspace" in response.text
        assert "Anna" not in response.text


@pytest.mark.rule("people/strangers")
def test_a_strangers_message_gets_one_sentence_and_a_bots_gets_none(stage: Stage) -> None:
    stranger = next(p for p in stage.workspace.ws.config.people if p.stranger)
    event = {**_dm(stage, stranger.id, "show anna"), "user_team": "TELSEWHERE"}
    post_event(_url(stage), event, event_id="EvSTRANGER")
    stage.person(stranger.id).waits_for("only for members of this workspace")
    before = len(stage.workspace.calls("chat.postMessage"))
    bot_event = {**_dm(stage, "UANNA", "help"), "bot_id": "BOTHER"}
    post_event(_url(stage), bot_event, event_id="EvBOT")
    post_event(_url(stage), _dm(stage, "UANNA", "help"), event_id="EvAFTER")
    stage.person("anna").waits_for("What you can do here")
    assert len(stage.workspace.calls("chat.postMessage")) == before + 1


def _press(stage: Stage, user: str, value: str, action: str = "undo#1") -> httpx.Response:
    return post_interaction(
        _url(stage),
        {
            "type": "block_actions",
            "team": {"id": "TNORDLYS"},
            "user": {"id": user, "team_id": "TNORDLYS"},
            "trigger_id": "t.forged",
            "response_url": f"{stage.workspace.base_url}/nowhere",
            "container": {"type": "message", "channel_id": "CGENERAL", "message_ts": "1795510000.000100"},
            "channel": {"id": "CGENERAL"},
            "actions": [{"type": "button", "action_id": action, "value": value, "action_ts": str(time.time())}],
        },
    )


@pytest.mark.rule("people/refusal")
def test_a_forged_button_and_a_teammates_card_change_nothing_and_are_audited(stage: Stage) -> None:
    with stage.engine.reading(stage.workspace_id) as session:
        ben = person_by_chat_id(session, "UBEN")
    assert ben is not None
    bens = stage.service.desk.sealer.seal(stage.workspace_id, ben.id, {"undo": 1}, stage.clock())
    for value in (bens, bens[:-4] + "AAAA", "", "nonsense", json.dumps({"undo": 1})):
        assert _press(stage, "UANNA", value).status_code == 200
    refused = sa.select(sa.func.count()).select_from(RecordedFact).where(RecordedFact.kind == "action.refused")
    _wait_for(lambda: _count(stage, refused) == 5)


@pytest.mark.rule("people/strangers")
def test_a_strangers_button_does_nothing_but_being_audited(stage: Stage) -> None:
    every = sa.select(sa.func.count()).select_from(RecordedFact)
    refused = every.where(RecordedFact.kind == "action.refused", RecordedFact.actor_kind == "stranger")
    before = _count(stage, every)
    for user in ("UNOBODY", "UPARTNER"):
        assert _press(stage, user, "anything").status_code == 200
    _wait_for(lambda: _count(stage, refused) == 2)
    assert _count(stage, every) == before + 2


def test_a_forged_form_is_answered_with_a_sentence_and_audited(stage: Stage) -> None:
    response = post_interaction(
        _url(stage),
        {
            "type": "view_submission",
            "team": {"id": "TNORDLYS"},
            "user": {"id": "UANNA", "team_id": "TNORDLYS"},
            "view": {
                "id": "V1",
                "hash": "1",
                "type": "modal",
                "callback_id": "feedback",
                "private_metadata": "forged",
                "state": {"values": {}},
            },
        },
    )
    assert response.status_code == 200
    assert "didn't make that card" in response.text
    refused = sa.select(sa.func.count()).select_from(RecordedFact).where(RecordedFact.kind == "action.refused")
    _wait_for(lambda: _count(stage, refused) == 1)


@pytest.mark.rule("chat/errors")
def test_an_unknown_verb_is_asked_back_with_the_nearest_one_to_its_author_only(stage: Stage) -> None:
    anna = stage.person("anna")
    answer = anna.commands("/prowess", "hepl", to="#general")
    assert answer is not None
    assert "I don't know 'hepl'. Did you mean help?" in answer.text
    assert not [m for m in stage.person("ben").messages(to="#general") if "hepl" in m.text]


@pytest.mark.rule("chat/errors")
def test_a_surprise_gives_an_apology_with_a_reference_and_no_trace(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_call: Any) -> Any:
        raise ZeroDivisionError(f"{CANARY} inside")

    verbs = stage.service.desk.conversations.verbs
    monkeypatch.setitem(verbs, "help", replace(verbs["help"], handler=broken))
    answer = stage.person("anna").commands("/prowess", "help")
    assert answer is not None
    assert "Sorry, that went wrong on my side; nothing was changed. Reference for an admin:" in answer.text
    reference = answer.text.split("Reference for an admin: ")[1][:6]
    logged = capfd.readouterr().err
    assert reference in logged
    assert "ZeroDivisionError" in logged
    assert CANARY not in logged
    assert "Traceback" not in answer.text


def test_health_readiness_and_figures_are_there(stage: Stage) -> None:
    base = _url(stage).removesuffix("/slack/events")
    assert httpx.get(f"{base}/healthz").text == "ok"
    assert httpx.get(f"{base}/readyz").text == "ready"
    stage.person("anna").commands("/prowess", "help")
    assert "prowess_acknowledgement_seconds_count" in httpx.get(f"{base}/metrics").text
