"""The doctor: each thing that can be wrong is named with its cure, and what is right is said to be."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import Finding, examine
from bot.manifest import SCOPES
from bot.settings import Settings
from core.ai_use import reserve_tokens, set_daily_tokens, settle_tokens
from core.database import Database
from core.migrations import upgrade
from core.people import Actor, keep_installation
from core.transaction import Engine
from core.vault import Vault
from tests.bot.small_slack import SmallSlack


@pytest.fixture
def slack() -> Iterator[SmallSlack]:
    running = SmallSlack(
        auth_test={"team": "Nordlys Logistics", "team_id": "T1", "user_id": "UBOT"},
        apps_connections_open={"url": "wss://127.0.0.1/link"},
        api_test={},
    )
    running.headers["x-oauth-scopes"] = ",".join(SCOPES)
    with running.running():
        yield running


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upgraded")
    upgrade(f"sqlite:///{folder}/prowess.db")
    return folder


@pytest.fixture
def folder(upgraded: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own, with all tables."""
    return Path(shutil.copytree(upgraded, tmp_path / "data"))


def settings(folder: Path, slack: SmallSlack | None = None, **changes: Any) -> Settings:
    """Complete settings, but for what a test changes; names as in the environment."""
    given = {
        "PROWESS_DATA_DIR": folder,
        "SLACK_SIGNING_SECRET": "0" * 32,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_API_URL": slack.api_url if slack else "http://127.0.0.1:9/api/",
        "PROWESS_EMBEDDING_MODEL": str(folder),
        **changes,
    }
    return Settings(_env_file=None, **{name: value for name, value in given.items() if value is not None})


def found(chosen: Settings, name: str) -> list[Finding]:
    return [each for each in examine(chosen) if each.name == name]


def only(chosen: Settings, name: str) -> Finding:
    (finding,) = found(chosen, name)
    return finding


def test_what_the_language_model_cost_is_told_per_workspace_and_a_spent_budget_with_its_cure(folder: Path) -> None:
    chosen = settings(folder)
    assert len(found(chosen, "language model")) == 1
    engine = Engine(Database(chosen.database), Vault.from_setting(None, folder), folder=folder)
    workspace = engine.add_workspace("T1", "Nordlys Logistics")
    with engine.transaction(workspace) as session:
        day = reserve_tokens(session, 4_000)
        assert day is not None
        settle_tokens(session, day, 4_000, tokens_in=1_100, tokens_out=100)
    spent = found(chosen, "language model")[1]
    assert str(spent.said) == (
        "Nordlys Logistics. Today: 1,200 of 1,000,000 tokens, 1 call. "
        "Last 30 days: 1,200 tokens, 1 call; 1,100 read, 100 written."
    )
    assert spent.good
    with engine.transaction(workspace) as session:
        set_daily_tokens(session, Actor.operator(workspace), 1_200)
    spent = found(chosen, "language model")[1]
    assert "The day's budget of 1,200 tokens is spent" in str(spent.said)
    assert "/prowess ai budget" in str(spent.cure)
    engine.close()


def test_where_all_is_right_nothing_needs_a_cure(folder: Path, slack: SmallSlack) -> None:
    findings = list(examine(settings(folder, slack)))
    assert [each.name for each in findings if not each.good] == []
    assert {each.name for each in findings} == {
        "settings", "database", "migrations", "tokens", "model", "language model", "e-mail", "clock"
    }


@pytest.mark.parametrize(
    ("changes", "cure"),
    [
        ({"SLACK_SIGNING_SECRET": None}, "Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": None}, "Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"),
    ],
)
def test_a_missing_setting_is_named(folder: Path, slack: SmallSlack, changes: dict[str, None], cure: str) -> None:
    assert cure in str(only(settings(folder, slack, **changes), "settings").cure)


def test_a_database_that_is_away_is_named_without_its_password(folder: Path, slack: SmallSlack) -> None:
    away = settings(folder, slack, DATABASE_URL="postgresql+psycopg://somebody:secret@127.0.0.1:9/none")
    findings = list(examine(away))
    assert {each.name for each in findings if not each.good} == {"database", "migrations", "tokens"}
    assert "secret" not in " ".join(str(each.said) for each in findings)


@pytest.mark.parametrize("url", ["nonsense", "mysql://here/there"])
def test_an_address_that_is_none_is_named(folder: Path, slack: SmallSlack, url: str) -> None:
    assert not only(settings(folder, slack, DATABASE_URL=url), "database").good


def test_before_the_first_start_there_is_no_database_and_looking_makes_none(tmp_path: Path, slack: SmallSlack) -> None:
    chosen = settings(tmp_path / "new", slack)
    assert only(chosen, "database").good
    assert str(only(chosen, "migrations").cure).startswith("Run: prowess db upgrade")
    assert not (tmp_path / "new").exists()


def test_a_refused_bot_token_is_named_with_slacks_reason(folder: Path, slack: SmallSlack) -> None:
    slack.answers["auth.test"] = {"ok": False, "error": "token_revoked"}
    finding = only(settings(folder, slack), "tokens")
    assert str(finding.said) == "Slack refuses SLACK_BOT_TOKEN: token_revoked."
    assert "Install the app again" in str(finding.cure)


def test_a_scope_that_the_app_lacks_is_named(folder: Path, slack: SmallSlack) -> None:
    slack.headers["x-oauth-scopes"] = ",".join(set(SCOPES) - {"files:read", "users:read"})
    finding = only(settings(folder, slack), "tokens")
    assert str(finding.said) == "SLACK_BOT_TOKEN lacks the scopes files:read and users:read."


def test_a_refused_app_token_is_named(folder: Path, slack: SmallSlack) -> None:
    slack.answers["apps.connections.open"] = {"ok": False, "error": "not_allowed_token_type"}
    findings = found(settings(folder, slack, SLACK_APP_TOKEN="xapp-1"), "tokens")
    assert [each.good for each in findings] == [True, False]
    assert "connections:write" in str(findings[1].cure)


def test_without_a_network_the_cure_is_the_network(folder: Path) -> None:
    finding = only(settings(folder), "tokens")
    assert str(finding.said) == "Slack doesn't answer." and "network" in str(finding.cure)


def installed(folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/prowess.db")
    engine = Engine(database, Vault.from_setting(None, folder), folder=folder)
    with engine.transaction(engine.add_workspace("T1", "Nordlys Logistics")) as session:
        keep_installation(session, "xoxb-kept", "UBOT", "A1")
    database.close()


def test_the_kept_token_of_each_workspace_is_tried(folder: Path, slack: SmallSlack) -> None:
    installed(folder)
    finding = only(settings(folder, slack, SLACK_BOT_TOKEN=None), "tokens")
    assert str(finding.said) == "Nordlys Logistics works in Nordlys Logistics."
    assert [asked["token"] for method, asked in slack.calls if method == "auth.test"] == ["xoxb-kept"]


@pytest.mark.parametrize("harm", ["another key", "no key"])
def test_a_lost_encryption_key_is_found_out(folder: Path, slack: SmallSlack, harm: str) -> None:
    installed(folder)
    key = folder / "encryption.key"
    key.unlink()
    if harm == "another key":
        key.write_bytes(bytes(32))
    finding = only(settings(folder, slack, SLACK_BOT_TOKEN=None), "tokens")
    assert "Restore PROWESS_ENCRYPTION_KEY, or encryption.key" in str(finding.cure)
    assert key.exists() == (harm == "another key")


def test_the_shipped_weights_are_whole(folder: Path, slack: SmallSlack) -> None:
    finding = only(settings(folder, slack, PROWESS_EMBEDDING_MODEL=None), "model")
    assert finding.good and "its weights are whole" in str(finding.said)


def test_an_embedding_server_that_is_away_is_named(folder: Path, slack: SmallSlack) -> None:
    away = settings(
        folder, slack, PROWESS_EMBEDDING_MODEL="openai:toy", OPENAI_BASE_URL="http://127.0.0.1:9/v1", OPENAI_API_KEY="x"
    )
    assert "Check OPENAI_BASE_URL" in str(only(away, "model").cure)


@pytest.mark.parametrize(
    ("status", "good", "words"),
    [(200, True, "gpt at"), (401, False, "refuses the key"), (404, True, "gpt at"), (503, False, "answers with 503")],
)
def test_the_language_model_is_asked_for(
    folder: Path, slack: SmallSlack, status: int, good: bool, words: str
) -> None:
    slack.answers["v1/models"] = {"data": []}
    slack.statuses["v1/models"] = [status]
    chosen = settings(folder, slack, PROWESS_LLM_MODEL="gpt", OPENAI_BASE_URL=f"{slack.url}/v1", OPENAI_API_KEY="x")
    finding = only(chosen, "language model")
    assert finding.good is good and words in str(finding.said)


def test_a_language_model_that_is_away_leaves_the_rest(folder: Path, slack: SmallSlack) -> None:
    chosen = settings(folder, slack, PROWESS_LLM_MODEL="gpt", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    finding = only(chosen, "language model")
    assert not finding.good and "Without it the rest works." in str(finding.cure)


@pytest.mark.parametrize(("off", "good"), [(0, True), (-50, True), (-120, False), (120, False)])
def test_the_clock_is_compared_with_slacks(folder: Path, slack: SmallSlack, off: int, good: bool) -> None:
    slack.headers["date"] = formatdate(time.time() + off, usegmt=True)
    assert only(settings(folder, slack), "clock").good is good


def test_without_slack_the_clock_is_said(folder: Path) -> None:
    finding = only(settings(folder), "clock")
    assert finding.good and "Slack wasn't there to compare with." in str(finding.said)
