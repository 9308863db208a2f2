"""What is logged: at DEBUG, through a whole story with failing parts, no word anybody wrote and no secret."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.logs import configure_logs
from bot.workspace.config import LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET
from core.embedding import Embedder
from tests.conftest import MovableClock
from tests.stories.signed import post_form
from tests.stories.stage import Prepared, Stage, raised
from tests.stories.test_employee import a_pdf
from tests.tagging.scripted_llm import ScriptedLLM

WORDS, NAME, NUMBER = "canaryword", "canaryfile", "CANARY4711"
KEY, XAPI_SECRET = "sk-canary-key", "canary-xapi-secret"
SECRETS = (KEY, XAPI_SECRET, LOCAL_BOT_TOKEN, LOCAL_SIGNING_SECRET)


@pytest.fixture
def stage(prepared: Prepared, tmp_path: Path, clock: MovableClock, embedder: Embedder) -> Iterator[Stage]:
    """The bot at DEBUG, with a language model that always fails."""
    with ScriptedLLM(["500", "html", "wrong_schema", "500"]) as server:
        settings = {
            "openai_base_url": server.url, "llm_model": "scripted", "openai_api_key": SecretStr(KEY),
            "xapi_key": SecretStr("canary"), "xapi_secret": SecretStr(XAPI_SECRET), "log_level": "DEBUG",
        }  # fmt: skip
        with raised(prepared, tmp_path, clock, embedder, **settings) as stage:
            configure_logs("DEBUG")
            yield stage
    configure_logs("INFO")


@pytest.mark.slow
def test_no_word_of_anybodys_and_no_secret_is_ever_logged(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    anna = stage.person("anna")
    _talk(stage, anna)
    _drop_files(stage, anna)
    _break_things(stage, anna)
    _deliver_statements(stage)
    said = capfd.readouterr()
    logged = (said.out + said.err).lower()
    assert '"level": "error"' in logged
    for canary in (WORDS, NAME, NUMBER, "anna berg", "anna.berg", *SECRETS):
        assert canary.lower() not in logged, canary


def _talk(stage: Stage, anna: Any) -> None:
    """Messages, commands and a form; the language model fails at what it is asked to read."""
    for text in (f"I passed {WORDS} at the {NUMBER} on 3 May, valid 3 years", f"what about {WORDS}?"):
        said = anna.says(text)
        stage.workspace.until(lambda said=said: anna.messages(thread=said) or None, 40, "an answer")
    for verb in ("show", "path", "why", "log", "target", "skills", WORDS):
        anna.commands("/prowess", f"{verb} {WORDS} {NUMBER}")
    stage.person("cleo").commands("/tag", f"{WORDS} after welding")
    card = anna.commands("/prowess", "help")
    anna.presses(card, "Send feedback")
    form = anna.modal()
    anna.fills(form, {"What should we know?": f"{WORDS} {NUMBER}"})
    anna.submits(form)
    stage.deliver()


def _drop_files(stage: Stage, anna: Any) -> None:
    """One that is kept, one that can't be opened, one that is no document, and a table."""
    files = (
        (f"{NAME}.pdf", a_pdf()), (f"{NAME}-broken.pdf", b"%PDF-1.7 " + WORDS.encode()),
        (f"{NAME}.exe", WORDS.encode()), (f"{NAME}.csv", f"email,name\n{WORDS}@x.example,{NUMBER}\n".encode()),
    )  # fmt: skip
    for file in files:
        said = anna.says(f"First aid at work {WORDS}", files=[file])
        stage.workspace.until(lambda said=said: anna.messages(thread=said) or None, 40, "an answer to a file")


def _break_things(stage: Stage, anna: Any) -> None:
    """A handler with a mistake, whose error quotes what was written."""
    verbs = stage.service.desk.conversations.verbs

    def broken(call: Any) -> Any:
        raise ValueError(f"can't read {call.words}: {WORDS} {KEY}")

    verbs["me"] = replace(verbs["me"], handler=broken)
    assert "went wrong on my side" in anna.commands("/prowess", f"me {WORDS}").text
    url = stage.workspace.ws.config.bot_url
    post_form(url, {"command": "/prowess", "text": WORDS, "team_id": "TNORDLYS"}, secret="wrong")


def _deliver_statements(stage: Stage) -> None:
    base = stage.workspace.ws.config.bot_url.rsplit("/slack", 1)[0]
    statement = {"actor": {"mbox": f"mailto:{WORDS}@x.example", "name": NUMBER}, "verb": {"id": WORDS}, "object": {}}
    for key in (f"canary:{XAPI_SECRET}", f"canary:{WORDS}"):
        headers = {
            "Authorization": f"Basic {base64.b64encode(key.encode()).decode()}",
            "X-Experience-API-Version": "1.0.3",
        }
        httpx.post(f"{base}/xapi/statements", json=statement, headers=headers, timeout=10)
