"""Starting, refusing to start, keeping between runs, the clock, and the guard against other sites."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient

from bot.workspace.clock import DemoClock
from bot.workspace.config import config_from_manifest
from bot.workspace.driver import Driver
from bot.workspace.refusals import WorkspaceRefused
from bot.workspace.snapshot import forget
from bot.workspace.workspace import LocalWorkspace, create_workspace, serve
from tests.bot.workspace.conftest import a_config
from tests.bot.workspace.tiny_bot import heading


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "example.org", "::"])
def test_a_public_host_is_refused(host: str) -> None:
    with pytest.raises(WorkspaceRefused, match="this machine only"):
        create_workspace(a_config(host=host))


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_it_does_not_start_beside_tokens_of_a_real_workspace(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "xoxb-1234-real")
    with pytest.raises(WorkspaceRefused, match=f"{name} holds a token of a real Slack workspace"):
        create_workspace(a_config())


def test_it_starts_beside_its_own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", a_config().bot_token)
    assert create_workspace(a_config()).config.team_id == "TLOCAL"


def test_a_taken_port_is_said_plainly(workspace: Driver) -> None:
    port = int(workspace.base_url.rpartition(":")[2])
    with pytest.raises(WorkspaceRefused, match=f"Port {port} is taken"), serve(a_config(port=port)):
        pass


def test_messages_files_and_homes_outlive_a_restart(tmp_path: Path) -> None:
    config = a_config(state_path=tmp_path / "workspace.json")
    with LocalWorkspace.running(config) as first:
        client = WebClient(token=config.bot_token, base_url=first.api_url)
        said = first.person("anna").says("Keep this", files=[("aid.pdf", b"%PDF")])
        client.chat_postMessage(channel="UANNA", text="Kept", thread_ts=said.ts)
        client.chat_postEphemeral(channel="DANNA", user="UANNA", text="Between us")
        client.views_publish(user_id="UANNA", view={"type": "home", "blocks": [heading("Your home")]})
    with LocalWorkspace.running(config) as second:
        anna = second.person("anna")
        assert [card.text for card in anna.messages()] == ["Keep this\n(file: aid.pdf)", "Kept", "Between us"]
        assert anna.home().text == "Your home"
        stored = second.run(lambda: next(iter(second.ws.memory.files.values())))
        assert stored.content == b"%PDF"
        assert float(anna.says("Later").ts) > float(said.ts)


def test_a_stored_workspace_can_be_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    with LocalWorkspace.running(a_config(state_path=path)) as first:
        first.person("anna").says("Keep this", files=[("aid.pdf", b"%PDF")])
    assert len(list(tmp_path.iterdir())) == 2
    forget(path)
    assert list(tmp_path.iterdir()) == []


def test_a_state_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(WorkspaceRefused, match=r"workspace\.json does not hold a stored workspace"):
        create_workspace(a_config(state_path=path))


def test_the_clock_moves_for_everybody_who_reads_its_file(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    with LocalWorkspace.running(a_config(clock_path=path)) as workspace:
        address = f"{workspace.base_url}/_/clock"
        httpx.post(address, json={"move_by": 86_400})
        httpx.post(address, json={"move_by": 3_600})
        assert json.loads(path.read_text(encoding="utf-8")) == {"offset_seconds": 90_000}
        assert httpx.get(address).json()["offset_seconds"] == 90_000
        target = httpx.get(address).json()["now"] + 1000
        assert abs(httpx.post(address, json={"move_to": target}).json()["now"] - target) < 2
        httpx.post(address, json={})
        assert DemoClock(path).offset_seconds == 0


def test_messages_show_the_demos_time_and_keep_real_stamps(workspace: Driver) -> None:
    workspace.moves_clock(days=30)
    anna = workspace.person("anna")
    said = anna.says("In a month")
    state = httpx.get(f"{workspace.base_url}/_/start", params={"person": "UANNA"}).json()
    chat = next(each for each in state["conversations"] if each["id"] == said.conversation)
    shown = chat["messages"][0]["shown_at"]
    assert abs(shown - float(said.ts) - 30 * 86_400) < 2


def test_a_clock_file_that_makes_no_sense_means_real_time(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    path.write_text("{", encoding="utf-8")
    assert DemoClock(path).offset_seconds == 0


def test_other_sites_and_names_are_kept_out(workspace: Driver) -> None:
    address = f"{workspace.base_url}/_/start?person=UANNA"
    rebound = httpx.get(address, headers={"Host": "evil.example"})
    neighbour = httpx.get(address, headers={"Sec-Fetch-Site": "same-site"})
    own = httpx.get(address, headers={"Sec-Fetch-Site": "same-origin"})
    assert (rebound.status_code, neighbour.status_code, own.status_code) == (403, 403, 200)
    assert "script-src 'self'" in own.headers["Content-Security-Policy"]


def test_the_page_shows_a_person_what_only_they_see(workspace: Driver) -> None:
    WebClient(token=workspace.ws.config.bot_token, base_url=workspace.api_url).chat_postEphemeral(
        channel="CGENERAL", user="UANNA", text="Between us"
    )

    def texts(person: str) -> list[str]:
        state = httpx.get(f"{workspace.base_url}/_/start", params={"person": person}).json()
        return [each["text"] for place in state["conversations"] for each in place["messages"]]

    assert texts("UANNA") == ["Between us"]
    assert texts("UBEN") == []


@pytest.mark.parametrize(
    ("verb", "body", "said"),
    [
        ("say", {"text": "  "}, "Write something, or attach a file."),
        ("say", {"text": "x" * 40_001}, "A message can have 40,000 characters at most."),
        ("say", {"text": "Hello", "conversation": "CQUIET"}, "You are not in this conversation."),
        ("say", {"text": "Hello", "files": ["FNOWHERE"]}, "This file was not uploaded by you."),
        ("fly", {}, "There is no act fly."),
        ("press", {"container": {"view": "V1"}, "block_id": "b", "action_id": "a"}, "This form is no longer open."),
        ("tab", {"tab": "about"}, "The tabs are home and messages."),
    ],
)
def test_what_cannot_be_done_on_the_page_says_why(
    workspace: Driver, verb: str, body: dict[str, object], said: str
) -> None:
    answer = httpx.post(f"{workspace.base_url}/_/act/{verb}?person=UANNA", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, said)


def test_nobody_acts_as_a_person_who_left(workspace: Driver) -> None:
    answer = httpx.post(f"{workspace.base_url}/_/act/say?person=UGONE", json={"text": "Hello"})
    assert answer.json()["error"] == "There is no such person here."


def test_reading_settles_what_is_unread(workspace: Driver) -> None:
    client = WebClient(token=workspace.ws.config.bot_token, base_url=workspace.api_url)
    for number in range(3):
        client.chat_postMessage(channel="UANNA", text=str(number))
    start = f"{workspace.base_url}/_/start?person=UBEN"
    assert httpx.get(start).json()["unread"]["UANNA"] == {"CGENERAL": 0, "DANNA": 3}
    httpx.post(f"{workspace.base_url}/_/act/read?person=UANNA", json={"conversation": "DANNA"})
    assert httpx.get(start).json()["unread"]["UANNA"] == {"CGENERAL": 0, "DANNA": 0}


def test_a_manifest_gives_commands_shortcuts_and_events() -> None:
    manifest = {
        "features": {
            "slash_commands": [{"command": "/tag", "description": "Tag an activity", "should_escape": True}],
            "shortcuts": [{"callback_id": "log", "name": "Log", "type": "global", "description": "Log it"}],
        },
        "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
    }
    config = config_from_manifest(manifest, people=())
    assert config.commands[0].command == "/tag"
    assert config.shortcuts[0].kind == "global"
    assert config.bot_events == ("message.im",)
