"""Help and the greeting: what this person may do, with examples that work, and a way to send feedback."""

from __future__ import annotations

import pytest

from tests.stories.stage import Stage


@pytest.mark.rule("chat/help")
def test_help_lists_what_this_person_may_do_and_nothing_else(stage: Stage) -> None:
    seen = {name: stage.person(name).commands("/prowess", "help").text for name in ("anna", "ben", "cleo")}
    for name, own, others in (
        ("anna", ("log SENTENCE", "quiz [SKILL]", "me"), ("tag [ACTIVITY]", "target @person")),
        ("ben", ("target @person", "show @person"), ("tag [ACTIVITY]",)),
        ("cleo", ("tag [ACTIVITY]", "log SENTENCE"), ("target @person",)),
    ):
        for verb in own:
            assert verb in seen[name], name
        for verb in others:
            assert verb not in seen[name], name


@pytest.mark.rule("chat/help")
@pytest.mark.parametrize("name", ["anna", "ben", "cleo", "ada"])
def test_every_example_shown_works_on_the_sample_organisation(stage: Stage, name: str) -> None:
    person = stage.person(name)
    text = person.commands("/prowess", "help").text
    examples = [line.split("Example: ")[1] for line in text.splitlines() if "Example: " in line]
    assert len(examples) >= 5
    for example in examples:
        command, _, words = example.partition(" ")
        answer = person.commands(command, words)
        said = answer.text if answer is not None else ""
        for trouble in ("I don't", "went wrong", "isn't", "Which skill", "Not done"):
            assert trouble not in said, example


@pytest.mark.rule("chat/help")
def test_feedback_reaches_the_admins_and_help_on_one_verb_gives_its_example(stage: Stage) -> None:
    anna = stage.person("anna")
    card = anna.commands("/prowess", "help")
    anna.presses(card, "Send feedback")
    form = anna.modal()
    anna.fills(form, {"What should we know?": "The notice came at lunch."})
    assert anna.submits(form) == {}
    anna.waits_for("Sent to the admins.")
    stage.deliver()
    assert "The notice came at lunch." in stage.person("ada").waits_for("Anna Berg sent feedback").text
    one = anna.commands("/prowess", "help quiz")
    assert "/prowess quiz Fire safety" in one.text


def test_the_greeting_comes_once_with_the_buttons_of_the_rarest_role(stage: Stage) -> None:
    for name, first in (("anna", "Log a certification"), ("ben", "Set targets"), ("cleo", "Tag an activity")):
        person = stage.person(name)
        person.opens_chat()
        hello = person.waits_for(f"Hello {name.capitalize()}. I keep what you can do, what you need, and what expires.")
        assert hello.buttons[0] == first
        person.opens_chat()
        person.commands("/prowess", "help")
        assert len([each for each in person.inbox() if "Hello" in each.text]) == 1
    anna = stage.person("anna")
    anna.presses(anna.waits_for("Hello Anna"), "Log a certification")
    assert anna.modal().is_open


def test_a_mention_in_a_channel_is_answered_to_its_author_alone(stage: Stage) -> None:
    anna = stage.person("anna")
    anna.says("<@UPROWESS> what does Ben hold?", to="#general")
    anna.waits_for("I answer in our private chat", to="#general")
    assert not [m for m in stage.person("ben").messages(to="#general") if "private chat" in m.text]


def test_home_shows_what_needs_doing_targets_and_what_is_held(stage: Stage) -> None:
    anna = stage.person("anna")
    text = anna.opens_home(timeout=15).text
    for words in ("To do", "Forklift licence expires in 90 days", "Targets", "English B2: B1", "My competencies"):
        assert words in text
    anna.presses(anna.home(), "Log a certification")
    assert anna.modal().is_open
    newcomer = stage.person("ada").opens_home(timeout=15).text
    assert "No targets set." in newcomer


def test_every_verb_written_as_a_plain_message_is_answered_and_a_form_is_a_press_away(stage: Stage) -> None:
    cleo = stage.person("cleo")
    for verb in stage.service.desk.conversations.verbs:
        assert cleo.waits_for(lambda _: True, 15, thread=cleo.says(verb)).text, verb
    asked = cleo.says("skills new")
    cleo.presses(cleo.waits_for("this takes a form", thread=asked), "Open the form")
    assert cleo.modal().is_open
