"""Cards of help and of the first greeting."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Actions, Button, Card, Context, Fields, Header, Part, Text
from bot.conversation import Verb
from bot.desk import RUN_VERB
from core.words import Sentence, say

SEND_FEEDBACK = "help.feedback"
WHO_SEES = say(
    "Ratings, targets and certifications are seen by you, those who supervise you, admins, and who reviews or grades "
    "them. What I write unasked you switch off with /prowess settings."
)
ASK_PLAINLY = say("Write to me as you would to a colleague: I passed First aid at work on 3 May, valid 3 years")
EXAMPLE_MESSAGE = say("Or write to me as you would to a colleague: I passed First aid at work on 3 May, valid 3 years")


def help_card(verbs: Sequence[Verb]) -> Card:
    """All that this person may do, each with an example (chat/help)."""
    rows = [
        Text(say("*{usage}*: {about}. Example: {example}", usage=verb.usage, about=verb.about, example=verb.example))
        for verb in verbs
    ]
    return Card(
        say("What you can do with Prowess"),
        (
            Header(say("What you can do here")),
            *rows,
            Text(EXAMPLE_MESSAGE),
            Context(say("After /prowess comes the verb; /target and /tag are verbs themselves.")),
            Actions((Button(say("Send feedback"), SEND_FEEDBACK),)),
        ),
    )


def verb_card(verb: Verb) -> Card:
    """One verb with its example."""
    return Card(
        verb.about,
        (
            Header(verb.about),
            Fields(((say("Write"), f"/prowess {verb.usage}"), (say("Example"), verb.example))),
        ),
    )


def greeting_card(first_name: str, buttons: Sequence[Button]) -> Card:
    """The greeting when the private chat is first opened: what I do, how to start, who sees what."""
    hello = say("Hello {name}. I keep what you can do, what you need, and what expires.", name=first_name)
    parts: tuple[Part, ...] = (Text(hello), Text(ASK_PLAINLY), Actions(tuple(buttons)), Context(WHO_SEES))
    return Card(hello, parts)


def start_button(verb: str, label: Sentence, *, words: str = "", primary: bool = False) -> Button:
    """A button that runs a verb, with these words after it."""
    payload = {"verb": verb, "words": words} if words else {"verb": verb}
    return Button(label, RUN_VERB, payload, "primary" if primary else None)


def feedback_card(name: str, text: str) -> Card:
    """Somebody's feedback, as an admin reads it."""
    said = say("{name} sent feedback about Prowess.", name=name)
    return Card(said, (Text(said), Text(text), Context(say("You get this because you are an admin."))))
