"""Block Kit from cards and forms: pure functions, one module a matter; `render` knows Slack's limits for all."""

from bot.blocks.forms import read_values, render_form, shared_file
from bot.blocks.render import MAX_HOME_BLOCKS, MarkedReader, Rendered, plain, render

__all__ = [
    "MAX_HOME_BLOCKS", "MarkedReader", "Rendered", "plain", "read_values", "render", "render_form", "shared_file",
]
