"""The guard sees every message and view, names what is wrong, and disturbs nothing."""

from typing import Any

import pytest

from tests.bot.workspace.block_samples import mrkdwn, plain, section
from tests.checks.blocks import BlockGuard

BAD_HEADER = {"type": "header", "text": mrkdwn("Stored")}
GOOD = {"channel": "D1", "text": "Stored", "blocks": [section()]}


def modal(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Log"), "submit": plain("Save"), "blocks": list(blocks)}


@pytest.mark.parametrize(
    ("method", "payload"),
    [
        ("chat.postMessage", GOOD | {"blocks": [BAD_HEADER]}),
        ("chat.update", GOOD | {"blocks": [BAD_HEADER], "ts": "1.1"}),
        ("chat.postEphemeral", GOOD | {"blocks": [BAD_HEADER], "user": "U1"}),
        ("chat.stopStream", {"channel": "D1", "ts": "1.1", "blocks": [BAD_HEADER]}),
        ("views.open", {"trigger_id": "1", "view": modal(BAD_HEADER)}),
        ("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": [BAD_HEADER]}}),
        ("command", {"text": "Stored", "blocks": [BAD_HEADER]}),
        ("response_url", {"text": "Stored", "blocks": [BAD_HEADER]}),
        ("view_submission", {"response_action": "push", "view": modal(BAD_HEADER)}),
        ("block_suggestion", {"options": [{"text": mrkdwn("a"), "value": "a"}]}),
    ],
)
def test_a_fault_in_anything_sent_fails_with_its_method_and_place(
    method: str, payload: dict[str, Any]
) -> None:
    guard = BlockGuard()
    guard.record(method, payload)
    with pytest.raises(AssertionError, match=rf"{method}: .*text\.type is 'mrkdwn'"):
        guard.verify()


def test_good_payloads_pass_and_are_counted() -> None:
    with BlockGuard() as guard:
        guard.record("chat.postMessage", GOOD)
        guard.record("view_submission", {"response_action": "errors", "errors": {"a": "Pick a date."}})
        guard.record("users.info", {"user": "U1"})
    assert guard.checked == 2


def test_leaving_the_guard_fails_a_test_whose_bot_sent_a_fault() -> None:
    with pytest.raises(AssertionError, match="no top-level text"), BlockGuard() as guard:
        guard.record("chat.postMessage", {"channel": "D1", "blocks": [section()]})


def test_a_test_that_fails_otherwise_keeps_its_own_error() -> None:
    def failing() -> None:
        with BlockGuard() as guard:
            guard.record("chat.postMessage", {"channel": "D1"})
            raise LookupError("its own")

    with pytest.raises(LookupError, match="its own"):
        failing()


def test_a_wrapped_sender_still_sends() -> None:
    sent: list[str] = []

    def send(method: str, payload: Any) -> str:
        sent.append(method)
        return "ok"

    guard = BlockGuard()
    assert guard.around(send)("chat.postMessage", GOOD) == "ok"
    assert (sent, guard.checked, guard.sentences) == (["chat.postMessage"], 1, [])
