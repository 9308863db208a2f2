"""Every registered verb, button, form, search field and job, tried by those who may not: strangers, people with forged,
old or other people's cards, and colleagues with what was meant for somebody else. A new one is walked by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.manifest import GLOBAL_SHORTCUTS, MESSAGE_SHORTCUTS
from core.errors import ProwessError
from core.people import Actor, person_by_chat_id
from tests.stories.canaries import plant
from tests.stories.stage import Stage
from tests.stories.walking import Anything, Door, Voice, facts_since, guesses, last_fact, refusals

pytestmark = pytest.mark.slow

UNKNOWN, GUEST, PARTNER = "UNOBODY", "UVISITOR", "UPARTNER"


def _handlers(stage: Stage) -> dict[str, list[str]]:
    found = stage.service.desk.conversations
    kinds: dict[str, Mapping[str, Any]] = {
        "verbs": found.verbs, "presses": found.presses, "forms": found.submissions, "lookups": found.lookups,
        "jobs": found.jobs,
    }  # fmt: skip
    return {name: sorted(each) for name, each in kinds.items()}


@pytest.mark.rule("people/strangers")
@pytest.mark.parametrize("user", [UNKNOWN, GUEST, PARTNER])
def test_a_stranger_is_refused_at_every_door_shown_nothing_and_audited_each_time(stage: Stage, user: str) -> None:
    door, handlers, before = Door(stage), _handlers(stage), refusals(stage)
    tried = 0
    for verb in handlers["verbs"]:
        door.command(user, f"{verb} <@UANNA>")
        assert "only for members of this workspace" in str(door.said[-1]), verb
    for verb in {**GLOBAL_SHORTCUTS, **MESSAGE_SHORTCUTS}:
        door.shortcut(user, verb)
        tried += 1
    for action in handlers["presses"]:
        door.press(user, action, "anything")
    for callback in handlers["forms"]:
        door.submit(user, callback, "anything")
        assert "only for members of this workspace" in str(door.said[-1]), callback
    for name in handlers["lookups"]:
        door.look_up(user, name, "anything")
        assert door.said[-1] == {"options": []}, name
    for name in handlers["jobs"]:
        door.job(user, name)
    tried += sum(len(each) for each in handlers.values())
    assert refusals(stage) - before == tried
    assert not any("Anna" in str(each) or "Nordlys" in str(each) for each in door.said)


@pytest.mark.rule("people/strangers")
def test_another_workspace_where_prowess_is_not_installed_is_refused_at_every_door(stage: Stage) -> None:
    door, handlers, before = Door(stage), _handlers(stage), last_fact(stage)
    for verb in handlers["verbs"]:
        door.command("UANNA", f"{verb} <@UBEN>", team="TOTHER")
        assert "only for members of this workspace" in str(door.said[-1]), verb
    for action in handlers["presses"]:
        door.press("UANNA", action, "anything", team="TOTHER")
    for callback in handlers["forms"]:
        door.submit("UANNA", callback, "anything", team="TOTHER")
        assert "only for members of this workspace" in str(door.said[-1]), callback
    for name in handlers["lookups"]:
        door.look_up("UANNA", name, "anything", team="TOTHER")
        assert door.said[-1] == {"options": []}, name
    assert last_fact(stage) == before


@pytest.mark.rule("people/refusal")
@pytest.mark.parametrize("kind", ["forged", "another workspace's", "expired", "somebody else's"])
def test_a_card_that_is_not_ones_own_does_nothing_at_any_door_and_is_audited_each_time(
    stage: Stage, kind: str
) -> None:
    value = _sealed(stage, kind)
    door, handlers, before, start = Door(stage), _handlers(stage), refusals(stage), last_fact(stage)
    for action in [*handlers["presses"], "undo", "verb.run"]:
        door.press("UANNA", action, value)
    for callback in handlers["forms"]:
        door.submit("UANNA", callback, value)
        assert door.said[-1]["response_action"] == "update", callback
        assert "Nothing was changed" in str(door.said[-1]["view"]), callback
    for name in handlers["lookups"]:
        door.look_up("UANNA", name, value)
        assert door.said[-1] == {"options": []}, name
    tried = len(handlers["presses"]) + 2 + len(handlers["forms"]) + len(handlers["lookups"])
    assert refusals(stage) - before == tried
    assert {each for each, _ in facts_since(stage, start)} == {"action.refused"}
    whispered = stage.workspace.calls("chat.postEphemeral")[-len(handlers["presses"]) :]
    assert all("Nothing was changed." in str(each["text"]) for each in whispered)


def _sealed(stage: Stage, kind: str) -> str:
    """A payload that Anna may not send, as a button's value and a form's metadata carry it."""
    payload = {"p": {"person": 1}, "at": ["DANNA", 1, None, None], "person": 1, "undo": 1, "verb": "help"}
    sealer, workspace_id, now = stage.service.desk.sealer, stage.workspace_id, stage.clock()
    with stage.engine.reading(workspace_id) as session:
        anna, ben = person_by_chat_id(session, "UANNA"), person_by_chat_id(session, "UBEN")
    assert anna is not None and ben is not None
    match kind:
        case "somebody else's":
            return sealer.seal(workspace_id, ben.id, payload, now)
        case "expired":
            return sealer.seal(workspace_id, anna.id, payload, now - timedelta(days=181))
        case "another workspace's":
            return sealer.seal(workspace_id + 1, anna.id, payload, now)
    own = sealer.seal(workspace_id, anna.id, payload, now)
    return ("A" if own[0] != "A" else "B") + own[1:]


PEER = "UOMAR"
CANARY = "canary"


@pytest.fixture
def cards(stage: Stage) -> dict[str, list[Mapping[str, Any]]]:
    """What the entitled are offered: the payloads of their buttons, forms and jobs, by name."""
    plant(stage)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for name in ("UADA", "UBEN", "UCLEO", "URITA", "UANNA", "UMONA"):
        voice = Voice(stage, name)
        _wander(voice)
        for action, payloads in voice.seen.items():
            found.setdefault(action, []).extend(payloads)
        if name == "UADA":
            assert CANARY in "\n".join(voice.read).lower(), "who may see them sees them, or this walk proves nothing"
    return found


def _wander(voice: Voice) -> None:
    """Say every verb with its example, then press what is offered, three times around, but for what destroys."""
    _try(voice.opens_home)
    for verb in voice.conversations.verbs.values():
        for words in ("", _words(verb.example), "<@UANNA>", "Canary skill"):
            _try(voice.says, verb.name, words)
    for words in ("new team Walkers", "courses Walkers: Fire safety at work", "add <@UANNA> <@UBEN> to Walkers"):
        _try(voice.says, "group", words)
    pressed: set[str] = set()
    for _ in range(3):
        for action, payloads in list(voice.seen.items()):
            if action in voice.conversations.presses and action not in pressed and not action.endswith(DESTROYING):
                pressed.add(action)
                _try(voice.presses, action, payloads[-1], voice.options.get(action))


DESTROYING = (".erase", ".delete", ".disable", ".archive", ".remove", ".cancel", "delete_competency")


def _words(example: str) -> str:
    return example.split(" ", 2)[2] if example.startswith("/prowess ") and example.count(" ") > 1 else ""


def _try(act: Callable[..., None], *arguments: Any) -> None:
    """Do it; what people are told counts as an answer, and nonsense may break, as long as nothing comes of it."""
    try:
        act(*arguments)
    except ProwessError:
        return
    except Exception:  # noqa: BLE001 (made-up values; what matters is what was changed and shown)
        return


@pytest.mark.rule("people/refusal")
@pytest.mark.rule("privacy/details")
def test_a_colleague_with_what_was_meant_for_others_changes_nothing_of_them_and_reads_no_detail(
    stage: Stage, cards: dict[str, list[Mapping[str, Any]]]
) -> None:
    omar, own = Voice(stage, PEER), _own_id(stage)
    trouble: list[str] = []

    def check(what: str, after: int, read: int) -> int:
        for kind, people in facts_since(stage, after):
            if kind != "action.refused" and (people - {own} or (not people and kind not in ANYBODYS)):
                trouble.append(f"{what}: {kind} of {sorted(people)}")
        trouble.extend(f"{what}: read '{text[:300]}'" for text in omar.read[read:] if CANARY in _private(text))
        return last_fact(stage)

    at = last_fact(stage)
    for what, act in _attempts(omar, cards, stage):
        read = len(omar.read)
        _try(act)
        at = check(what, at, read)
    assert trouble == [], "\n".join(trouble)


ANYBODYS: frozenset[str] = frozenset({"competency.proposed", "file.exported"})
"""Facts about nobody that every employee may bring about."""


def _private(text: str) -> str:
    """A text without the names of competencies, which everybody may see, and without the asker's own word."""
    shown = text.lower().replace("which one is 'canary'?", "")
    return shown.replace("canary skill", "").replace("canary certificate", "")


def _own_id(stage: Stage) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        found = person_by_chat_id(session, PEER)
    assert found is not None
    return found.id


def _attempts(
    omar: Voice, cards: dict[str, list[Mapping[str, Any]]], stage: Stage
) -> list[tuple[str, Callable[[], None]]]:
    """Everything registered, with payloads made for others where there are some, and with made-up ones."""
    found, day = omar.conversations, stage.clock().date()
    made_up = Anything({"people": [1, 2], "person": _anna(stage), "at": 0, "from": 0, "start": 0, "then": "open"})
    values = Anything(guesses(day))
    tries: list[tuple[str, Callable[[], None]]] = []
    for verb in found.verbs.values():
        for words in ("", _words(verb.example), "<@UANNA>", "<@UANNA> Canary skill", "Canary skill"):
            tries.append((f"{verb.name} {words}", partial(omar.says, verb.name, words)))
    for action in found.presses:
        for payload in [*_few(cards.get(action, [])), made_up]:
            for chosen in (None, "1", "accept", day + timedelta(days=1)):
                tries.append((action, partial(omar.presses, action, payload, chosen)))
    for callback in found.submissions:
        for payload in [*_few(cards.get(f"form:{callback}", [])), made_up]:
            tries.append((callback, partial(omar.submits, callback, payload, values)))
    for name in found.lookups:
        for letters in ("a", "canary", "berg"):
            tries.append((name, partial(omar.looks_up, name, letters, made_up)))
    for name in found.jobs:
        for payload in [*_few(cards.get(f"job:{name}", [])), made_up]:
            tries.append((name, partial(omar.does, name, payload)))
    return tries


def _few(payloads: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A few different ones: the first, the last and what lies between."""
    distinct = list({str(sorted(each.items(), key=str)): each for each in payloads}.values())
    return distinct if len(distinct) < 4 else [distinct[0], distinct[len(distinct) // 2], distinct[-1]]


def _anna(stage: Stage) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        found = person_by_chat_id(session, "UANNA")
    assert found is not None and Actor.operator(stage.workspace_id).trusted
    return found.id
