"""`prowess doctor`: looks at everything the program needs and names the cure of what is wrong, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.finding import Finding
from bot.doctor.house import look_at_database, look_at_migrations, look_at_settings
from bot.doctor.mail import look_at_mail
from bot.doctor.models import look_at_language_model, look_at_model
from bot.doctor.slack import look_at_clock, look_at_tokens
from bot.doctor.spending import look_at_spending
from bot.settings import Settings
from core.errors import ProwessError
from core.words import say

CHECKS: tuple[tuple[str, Callable[[Settings], Iterable[Finding]]], ...] = (
    ("settings", look_at_settings),
    ("database", look_at_database),
    ("migrations", look_at_migrations),
    ("tokens", look_at_tokens),
    ("model", look_at_model),
    ("language model", look_at_language_model),
    ("language model", look_at_spending),
    ("e-mail", look_at_mail),
    ("clock", look_at_clock),
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything, in the order in which things depend on each other; what can't be looked at is a finding."""
    for name, check in CHECKS:
        try:
            yield from check(settings)
        except ProwessError as error:
            yield Finding(name, error.sentence, say("Put that right; .env.example lists all settings."))
        except SQLAlchemyError as error:
            cure = say("Check DATABASE_URL and that the database runs.")
            yield Finding(name, say("The database gave no answer ({reason}).", reason=type(error).__name__), cure)


__all__ = ["CHECKS", "Finding", "examine"]
