"""What somebody holds, by category and with its state, and what of it expires next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.gap_words import dotted
from bot.cards import Words
from core.gaps import HeldSkill
from core.qualifications import QualificationView, Status
from core.words import Sentence, say, say_count

MOST_HELD = 15

CATEGORIES = {
    "skill": "Skills",
    "language": "Languages",
    "certification": "Certifications",
    "education": "Education",
    "experience": "Experience",
}


def held_words(qualifications: Sequence[QualificationView], skills: Sequence[HeldSkill]) -> list[Sentence]:
    """What is on file, a line for each category, each with its state (qualifications/own-view)."""
    certified = {each.competency_id for each in qualifications}
    found = []
    for category, title in CATEGORIES.items():
        items = [qualification_words(each) for each in qualifications if each.category == category]
        items += [
            _skill_words(each)
            for each in skills
            if each.competency.category == category and each.competency.id not in certified
        ]
        if items:
            found.append(say("*{title}*: {items}", title=say(title), items=dotted(_cut(items))))
    return found


def _cut(items: Sequence[Sentence]) -> Sequence[Sentence]:
    more = len(items) - MOST_HELD
    return [*items[:MOST_HELD], say("and {n} more", n=more)] if more > 0 else items


def qualification_words(held: QualificationView) -> Sentence:
    """'◔ Forklift licence, expires 22 February 2027, not verified'."""
    words: list[Words] = [say("{symbol} {name}", symbol=_symbol(held), name=_with_value(held))]
    if held.expires_on is not None:
        expired = Status.EXPIRED in held.statuses
        words.append(say("expired {day}" if expired else "expires {day}", day=held.expires_on))
    if Status.MISSING_DOCUMENTATION in held.statuses:
        words.append(say("△ document missing"))
    if Status.MISSING_FIELDS in held.statuses:
        words.append(say("△ details missing"))
    if not held.verified:
        words.append(say("not verified"))
    return say(", ".join(f"{{w{place}}}" for place in range(len(words))), **{f"w{n}": w for n, w in enumerate(words)})


def _with_value(held: QualificationView) -> Words:
    if held.category != "language" or held.value is None:
        return held.name
    return say("{name} {value}", name=held.name, value=held.value.name)


def _symbol(held: QualificationView) -> str:
    if Status.EXPIRED in held.statuses:
        return "✕"
    return "◔" if Status.EXPIRING in held.statuses else "✓"


def _skill_words(held: HeldSkill) -> Sentence:
    value = held.value.name.lower() if held.competency.category == "skill" else held.value.name
    return say("✓ {name}, {value} {day}", name=held.competency.name, value=value, day=held.since.date())


def expiring_words(qualifications: Sequence[QualificationView]) -> list[Sentence]:
    """What expires within the notice time, the nearest first."""
    soon = sorted(
        (each for each in qualifications if Status.EXPIRING in each.statuses and each.left is not None),
        key=lambda each: (each.left or 0, each.name),
    )
    items = [
        say_count("{name} in {n} day, on {day}", "{name} in {n} days, on {day}", each.left or 0, name=each.name,
                  day=each.expires_on)
        for each in soon
    ]
    return [say("*Expires next*: {items}", items=dotted(_cut(items)))] if items else []
