"""What stands on this side: settings, database, tables."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.finding import Finding
from bot.settings import Settings
from core.database import Database
from core.migrations import address_of, current_revision, latest_revision
from core.words import say


def look_at_settings(settings: Settings) -> Iterable[Finding]:
    mode = say("Socket Mode") if settings.slack_app_token else say("HTTP on port {port}", port=str(settings.port))
    reached = settings.slack_app_token or settings.slack_signing_secret
    known = settings.slack_bot_token or (settings.slack_client_id and settings.slack_client_secret)
    if not reached:
        cure = say("Set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode; both stand in the app's settings.")
        yield Finding("settings", say("Nothing says how Slack reaches the bot."), cure)
    elif not known:
        cure = say("Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to install from a link.")
        yield Finding("settings", say("Nothing says in which workspace the bot works."), cure)
    else:
        yield Finding("settings", say("Complete: {mode}.", mode=mode))


def look_at_database(settings: Settings) -> Iterable[Finding]:
    url = address_of(settings.database)
    where = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        yield _none_yet(Path(str(url.database)))
        return
    database = Database(url)
    try:
        with database.connecting() as connection:
            connection.execute(text("SELECT 1"))
        yield Finding("database", say("Answers and can be written: {where}.", where=where))
    except SQLAlchemyError as error:
        reason = type(getattr(error, "orig", None) or error).__name__
        cure = say("Check DATABASE_URL, that the database runs, and that this account may write there.")
        yield Finding("database", say("{where} doesn't answer ({reason}).", where=where, reason=reason), cure)
    finally:
        database.close()


def _none_yet(file: Path) -> Finding:
    """No file yet: fine where one can be made."""
    folder = next(each for each in file.resolve().parents if each.exists())
    if os.access(folder, os.W_OK | os.X_OK):
        return Finding("database", say("None yet; the first start makes {file}.", file=str(file)))
    cure = say("Let this account write there, or set PROWESS_DATA_DIR or DATABASE_URL.")
    return Finding("database", say("{folder} can't be written.", folder=str(folder)), cure)


def look_at_migrations(settings: Settings) -> Iterable[Finding]:
    stands, wanted = current_revision(settings.database), latest_revision()
    if stands == wanted:
        yield Finding("migrations", say("Up to date, at {revision}.", revision=wanted))
    else:
        said = say("There are no tables yet.")
        if stands:
            said = say("The tables stand at {stands}, the program needs {wanted}.", stands=stands, wanted=wanted)
        yield Finding("migrations", said, say("Run: prowess db upgrade (the next start does it too)."))
