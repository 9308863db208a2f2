"""The desk: takes a Slack payload, finds the asker and the handler, and brings the answer where it belongs.

One module for each kind of request; all share `Desk`.
"""

from bot.desk.asides import answer_lookup, answer_shortcut
from bot.desk.commands import answer_command
from bot.desk.desk import RUN_VERB, Desk
from bot.desk.forms import answer_submission
from bot.desk.hearing import answer_mention, answer_message, answer_opening, follow_channel, follow_person
from bot.desk.home import show_home
from bot.desk.jobs import do_job
from bot.desk.presses import answer_press

__all__ = [
    "RUN_VERB",
    "Desk",
    "answer_command",
    "answer_lookup",
    "answer_mention",
    "answer_message",
    "answer_opening",
    "answer_press",
    "answer_shortcut",
    "answer_submission",
    "do_job",
    "follow_channel",
    "follow_person",
    "show_home",
]
