"""The card of a person's own switches, and what admins set for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Actions, Button, Card, Context, Form, FormField, Header, Part, Pick, Text
from core.notifications import Limits, NoticeKind, NoticeSwitch, Undelivered
from core.people import Capability, PersonView
from core.words import Sentence, say, say_count

SWITCH, WAYS = "settings.switch", "settings.ways"
LIMITS, LIMITS_FORM = "settings.limits", "settings.limits_form"
UNDELIVERED, SEND_AGAIN = "settings.undelivered", "settings.send_again"

KINDS: dict[NoticeKind, Sentence] = {
    NoticeKind.EXPIRY: say("Expiry notices, yours and those of the people you manage"),
    NoticeKind.DUE: say("What falls due in 30 and in 2 days"),
    NoticeKind.DIGEST: say("The weekly digest: decide, renew, grow"),
    NoticeKind.TARGETS_SET: say("Targets set for you"),
    NoticeKind.COVERAGE: say("Groups you lead: too few people with what is needed, or enough again"),
    NoticeKind.SKILL_ACQUIRED: say("Skills you acquired"),
    NoticeKind.QUALIFICATION_REGISTERED: say("Qualifications that others put on your file"),
    NoticeKind.QUALIFICATION_SAID: say("What others did with your qualifications"),
    NoticeKind.QUALIFICATION_MISSING: say("Details or documents still missing"),
    NoticeKind.RATING_GIVEN: say("Ratings that others gave you"),
    NoticeKind.NO_LONGER_MEETS: say("Targets no longer met, yours and those of the people you manage"),
    NoticeKind.STREAK_PROGRESS: say("What results from elsewhere did for your skills"),
    NoticeKind.STREAK_UNREACHABLE: say("Skills that the activities left cannot bring you"),
    NoticeKind.COURSES: say("Courses: enrolled, marked completed or graded by others"),
    NoticeKind.PLANS: say("Plans: given to you, ready to be completed, completed by others"),
    NoticeKind.COMPETENCY_PROPOSED: say("Competencies that people propose for the catalogue"),
    NoticeKind.SUGGESTIONS: say("Skills suggested for activities whose text you changed"),
    NoticeKind.REFITTED: say("The tagger's confidence refitted on decisions made here"),
    NoticeKind.FEEDBACK: say("Feedback about Prowess"),
}

FOR_WHOM: dict[NoticeKind, Capability] = {
    NoticeKind.DIGEST: Capability.TARGET_ASSIGN,
    NoticeKind.COMPETENCY_PROPOSED: Capability.COMPETENCY_MANAGE,
    NoticeKind.SUGGESTIONS: Capability.TAGGING_USE,
    NoticeKind.REFITTED: Capability.SETTINGS_MANAGE,
    NoticeKind.FEEDBACK: Capability.SITE_MANAGE,
}
"""Kinds that only those get who hold this somewhere; the others everybody."""

CHAT_ONLY, MAIL_ONLY, BOTH, NEITHER = "chat", "mail", "both", "neither"
WORDS = {
    CHAT_ONLY: say("Chat"),
    MAIL_ONLY: say("E-mail"),
    BOTH: say("Chat and e-mail"),
    NEITHER: say("Neither"),
}


@dataclass(frozen=True)
class SettingsView:
    """What somebody may switch, whether e-mail is set up here, and for admins the limits and what was not delivered."""

    switches: Sequence[NoticeSwitch]
    mail: bool = False
    limits: Limits | None = None
    undelivered: int = 0


def settings_card(view: SettingsView) -> Card:
    """Each kind of notice with its switch."""
    rows: list[Part] = [Text(_row(each, mail=view.mail), _control(each, mail=view.mail)) for each in view.switches]
    always = say("Reviews and answers to what you ask always come. Only you see this.")
    return Card(
        say("What I write to you unasked"),
        (Header(say("What I write to you unasked")), *rows, Context(always), *_for_everybody(view)),
    )


def limits_form(limits: Limits) -> Form:
    """The hours of reminders and the messages a week, for everybody."""
    hour = say("A whole hour of everybody's own clock, 0 to 24.")
    always = say("Expiry notices, reviews and answers to own actions always come and don't count.")
    fields = (
        FormField("messages", say("Messages a week, at most"), initial=str(limits.messages), hint=always),
        FormField("opens", say("Reminders from"), initial=str(limits.hours.opens), hint=hour),
        FormField("closes", say("Reminders until"), initial=str(limits.hours.closes), hint=hour),
    )
    return Form(say("For everybody"), LIMITS_FORM, fields)


def undelivered_card(rows: Sequence[tuple[Undelivered, PersonView]]) -> Card:
    """What could not be delivered, to whom, since when, why, and another try (reminders/once)."""
    if not rows:
        return Card(say("Everything was delivered."), (Text(say("Everything was delivered.")),))
    said = say_count("{n} message could not be delivered.", "{n} messages could not be delivered.", len(rows))
    lines = [Text(undelivered_words(*each), Button(say("Try again"), SEND_AGAIN, {"message": each[0].id}))
             for each in rows]
    return Card(said, (Header(say("Not delivered")), *lines))


def undelivered_words(message: Undelivered, recipient: PersonView) -> Sentence:
    """'To Eva Holm, 24 November 2026, 10:42: there is no chat account.'"""
    known = {**_TROUBLES, **{f"smtp_{code}": _NO_SUCH_ADDRESS for code in (550, 551, 553)}}
    why = known.get(message.trouble or "", say("the platform says {word}", word=message.trouble or "nothing"))
    return say("To {name}, {at}: {why}.", name=recipient.name, at=message.made_at, why=why)


_NO_SUCH_ADDRESS = say("the mail server knows no such address")
_TROUBLES = {
    "no_chat_account": say("there is no chat account on file"),
    "not_installed": say("the app isn't installed here"),
    "no_answer": say("the platform gave no answer for a day"),
    "no_address": say("there is no e-mail address on file"),
    "bad_address": say("the e-mail address on file is none"),
    "channel_not_found": say("there is no private chat with them"),
    "account_inactive": say("the bot's account was switched off"),
    "user_disabled": say("their chat account was switched off"),
}


def _row(switch: NoticeSwitch, *, mail: bool) -> Sentence:
    if mail:
        return say("{kind}: {ways}", kind=KINDS[switch.kind], ways=WORDS[_way(switch)])
    state = say("on") if switch.on else say("off")
    return say("{kind}: {state}", kind=KINDS[switch.kind], state=state)


def _control(switch: NoticeSwitch, *, mail: bool) -> Button | Pick:
    if mail:
        options = [(words, way) for way, words in WORDS.items()]
        return Pick(say("How"), WAYS, options, {"kind": str(switch.kind)})
    label = say("Switch off") if switch.on else say("Switch on")
    return Button(label, SWITCH, {"kind": str(switch.kind), "on": not switch.on})


def _way(switch: NoticeSwitch) -> str:
    if switch.on:
        return BOTH if switch.mail else CHAT_ONLY
    return MAIL_ONLY if switch.mail else NEITHER


def _for_everybody(view: SettingsView) -> list[Part]:
    if view.limits is None:
        return []
    hours = view.limits.hours
    said = say_count(
        "For everybody: reminders from {opens} to {closes} of each person's clock, at most {n} message a week.",
        "For everybody: reminders from {opens} to {closes} of each person's clock, at most {n} messages a week.",
        view.limits.messages, opens=hours.opens, closes=hours.closes,
    )
    buttons = [Button(say("Change for everybody"), LIMITS)]
    if view.undelivered:
        label = say_count("Not delivered: {n}", "Not delivered: {n}", view.undelivered)
        buttons.append(Button(label, UNDELIVERED))
    return [Text(said), Actions(buttons)]
