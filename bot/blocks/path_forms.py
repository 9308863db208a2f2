"""Forms of paths: one path with all it asks for, the policy, and the way to look up."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.path_words import OUTCOME_WORDS, POLICY_WORDS
from bot.cards import Form, FormField, Text, Words
from core.achievements import RATER_WORDS, PathOutcome, Rater, RuleSet
from core.frameworks import CompetencyCategory, CompetencyView, ScaleView
from core.words import say

SAVE_PATH, SAVE_POLICY, SHOW_WAY = "paths.save", "paths.save_policy", "paths.show"
COURSES, ACTIVITIES, COMPETENCIES = "paths.courses", "paths.activities", "paths.competencies"
ALL, LEAST = "all", "least"
ANY_QUALIFICATION, VERIFIED = "any", "verified"


def path_form(competency: CompetencyView, rule: RuleSet, scale: ScaleView, children: Sequence[str]) -> Form:
    """A new path: whatever is filled in is asked for together (paths/and-or)."""
    fields = [
        FormField(
            "value", say("Gives"), "choice", optional=True,
            options=[(value.name, str(value.id)) for value in reversed(scale.values)],
            hint=say("Leave it empty for the value of the qualification or rating, else the usual one."),
        ),
        *_achieving(rule),
        *_looking_down(children),
        FormField("others", say("Other competencies"), "search", optional=True, several=True, lookup=COMPETENCIES),
        FormField(
            "at", say("At value"), optional=True, max_length=60,
            hint=say("Of those other competencies. Leave it empty for proficient."),
        ),
        FormField(
            "raters", say("Rated by"), "choice", optional=True, several=True,
            options=[(RATER_WORDS[each], str(each)) for each in Rater],
        ),
        FormField("review", say("An accepted review"), "check"),
        FormField("assigned", say("Being assigned it"), "check"),
        FormField(
            "outcome", say("Meeting it"), "choice", str(PathOutcome.COMPLETE),
            options=[(words, str(outcome)) for outcome, words in OUTCOME_WORDS.items()],
        ),
    ]
    intro = (Text(say("All that you fill in is needed together. For another way, add another path.")),)
    return Form(say("Add path"), SAVE_PATH, fields, {"competency": competency.id}, submit=say("Preview"), intro=intro)


def _achieving(rule: RuleSet) -> list[FormField]:
    fields = []
    if rule.category == CompetencyCategory.SKILL:
        fields.append(FormField("streak", say("3 activities in a row above 90 %"), "check"))
    fields += [
        FormField("courses", say("Courses completed"), "search", optional=True, several=True, lookup=COURSES),
        FormField("activities", say("Activities completed"), "search", optional=True, several=True, lookup=ACTIVITIES),
        FormField(
            "qualification", say("Valid qualification"), "choice", optional=True,
            options=[(say("any valid one"), ANY_QUALIFICATION), (say("a verified one"), VERIFIED)],
        ),
    ]
    return fields


def _looking_down(children: Sequence[str]) -> list[FormField]:
    """Fields for sub-competencies; none where there are none."""
    if not children:
        return []
    example = "\n".join(f"{name} = 1" for name in children[:3])
    return [
        FormField(
            "children", say("Sub-competencies"), "choice", optional=True,
            options=[(say("all proficient"), ALL), (say("at least so many"), LEAST)],
        ),
        FormField("least", say("So many"), optional=True, max_length=4, hint=say("For 'at least so many'. Example: 2")),
        FormField(
            "points", say("Points"), "long_text", optional=True, max_length=3_000,
            hint=say("A line each; add 'required' where it is. Example: {example}", example=example),
        ),
        FormField("total", say("Points in all"), optional=True, max_length=6, hint=say("Example: 5")),
    ]


def policy_form(rule: RuleSet) -> Form:
    """When an automatic event changes a rating (rating/policy)."""
    options: list[tuple[Words, str]] = [(words, str(policy)) for policy, words in POLICY_WORDS.items()]
    field = FormField("policy", say("Policy"), "choice", str(rule.policy), options=options)
    return Form(say("Policy"), SAVE_POLICY, (field,), {"competency": rule.competency_id}, submit=say("Preview"))


def way_form() -> Form:
    """Whose way to look up: a competency, and a value where another than the lowest proficient is meant."""
    fields = (
        FormField("competency", say("Competency"), "search", lookup=COMPETENCIES),
        FormField(
            "value", say("Value"), optional=True, max_length=60,
            hint=say("Leave it empty for the lowest that counts."),
        ),
    )
    return Form(say("The way there"), SHOW_WAY, fields, submit=say("Show"))


