"""Comments on a review: from the person, and from those who may review it (review/comments)."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.errors import Conflict
from core.people import Actor
from core.reviews.reviewers import start_waiting
from core.reviews.rules import OPEN, ReviewState, StepKind, checked_words
from core.reviews.steps import add_step, held_review, held_step, note_step, require_reviewing, taken
from core.words import say


def comment(session: WorkspaceSession, actor: Actor, review_id: int, words: str) -> int:
    """Say something on an open review: its person to the reviewer, a reviewer to the person; the step's id.

    What a reviewer says is 'Ask for more': it keeps the state, and the review counts as touched. Raises Invalid
    without words, Conflict once it is decided, Refused for everybody else.
    """
    row = held_review(session, review_id)
    own = actor.person_id == row.person_id
    if not own:
        require_reviewing(session, actor, row)
    said = checked_words(words, ask=say("Write what you want to say. Example: Which shift was it?"))
    if row.state not in OPEN:
        raise taken(session, row)
    step = add_step(session, actor, row, StepKind.COMMENT if own else StepKind.QUESTION, words=said)
    if not own and row.state == ReviewState.WAITING:
        start_waiting(session, [row])
    note_step(session, actor, row, step, row.state)
    return step.id


def undo_comment(session: WorkspaceSession, actor: Actor, step_id: int) -> None:
    """Take back what one just said (chat/undo); raises Conflict where it was something else."""
    row, step = held_step(session, actor, step_id)
    if step.kind not in (StepKind.COMMENT, StepKind.QUESTION):
        raise Conflict(say("That can't be taken back here."))
    step.undone_at = session.now
    note_step(session, actor, row, step, row.state, undone=True)
