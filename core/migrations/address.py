"""Which database is meant."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from core.database import Database
from core.errors import Misconfigured
from core.words import say

KINDS = ("sqlite", "postgresql")


def address_of(database: Database | URL | str) -> URL:
    """The address of a database; raises Misconfigured where it is none, or of a kind that we don't work with."""
    if isinstance(database, Database):
        return database.url
    try:
        url = make_url(database)
    except ArgumentError:
        raise Misconfigured(say("DATABASE_URL is no address of a database. Example: sqlite:///prowess.db")) from None
    if url.get_backend_name() not in KINDS:
        raise Misconfigured(say("DATABASE_URL must start with sqlite:/// or postgresql+psycopg://."))
    return url
