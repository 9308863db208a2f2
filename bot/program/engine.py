"""The engine and the product for the time of one command."""

from __future__ import annotations

import click

from bot.product import Product
from bot.service import open_product, opened_engine
from bot.settings import Settings
from core.transaction import Engine


def engine_of(ctx: click.Context, settings: Settings) -> Engine:
    """The engine, closed when the command is done."""
    engine: Engine = ctx.with_resource(opened_engine(settings))
    return engine


def product_of(ctx: click.Context, settings: Settings) -> Product:
    """The engine with the models beside it, closed when the command is done; no model is loaded yet."""
    return open_product(settings, engine=engine_of(ctx, settings))
