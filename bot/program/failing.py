"""What a person at the command line reads when something went wrong."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.cards import Card
from bot.errors import card_for
from bot.workspace.refusals import WorkspaceRefused
from core.errors import ProwessError
from core.words import Reader, Sentence, say


def sentence_of(error: Exception) -> str:
    """One sentence: the error's own, or what to do; a surprise is logged under the reference it names."""
    return Reader().render(_sentence(error))


def _sentence(error: Exception) -> Sentence | str:
    if isinstance(error, ProwessError):
        return error.sentence
    if isinstance(error, WorkspaceRefused):
        return str(error)
    if isinstance(error, DBAPIError):
        return say("The database doesn't do that now. 'prowess doctor' says what it lacks.")
    if isinstance(error, ArgumentError):
        return say("DATABASE_URL is no address of a database. Example: sqlite:///prowess.db")
    if isinstance(error, SlackApiError):
        return say("Slack refused: {reason}. 'prowess doctor' looks closer.", reason=str(error.response.get("error")))
    card: Card = card_for(error, request="program")
    return card.summary
