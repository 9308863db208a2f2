"""Reading a kept file another way: as another kind, in another encoding, by other columns, into another framework."""

from __future__ import annotations

from typing import Any

from bot.blocks.importing import (
    AS_COLUMNS,
    AS_KIND,
    AS_WINDOWS,
    INTO,
    MATCH,
    SAME,
    reading_card,
)
from bot.cards import Form, FormField
from bot.conversation import Answer, Conversations, Later, Press, Submission
from core.exchange import WINDOWS, ColumnsMissing, Options, choose, options_of, preview, progress
from core.words import say

SEE_JOB, COLUMNS_FORM = "import.see", "import.columns_form"


def register(conversations: Conversations) -> None:
    """Add what the buttons of a card do that asks how a file is to be read."""
    conversations.submission(COLUMNS_FORM, _matched)
    for action, handler in (
        (AS_KIND, _as_kind), (AS_WINDOWS, _as_windows), (AS_COLUMNS, _as_columns), (MATCH, _match), (SAME, _same),
        (INTO, _into),
    ):  # fmt: skip
        conversations.press(action, handler)


def _again(press: Press | Submission, **changed: Any) -> Answer:
    """Read the kept file again in another way."""
    import_id = int(press.payload["import"])
    kind = changed.pop("kind", None)
    with press.product.writing(press.asker.workspace_id) as session:
        before = options_of(session, press.asker.actor, import_id)
        options = Options(**{**vars(before), **changed}) if changed else None
        choose(session, press.asker.actor, import_id, kind=kind, options=options)
        name = progress(session, press.asker.actor, import_id).name
    return Answer(card=reading_card(name), later=Later(SEE_JOB, {"import": import_id, "name": name}))


def _as_kind(press: Press) -> Answer:
    return _again(press, kind=str(press.payload["kind"]))


def _as_windows(press: Press) -> Answer:
    return _again(press, encoding=WINDOWS)


def _as_columns(press: Press) -> Answer:
    return _again(press, columns=_with_columns(press, dict(press.payload["near"])))


def _same(press: Press) -> Answer:
    return _again(press, confirmed=True)


def _into(press: Press) -> Answer:
    return _again(press, framework=str(press.chosen))


def _match(press: Press) -> Answer:
    """A form that says which column of the file is which of ours."""
    import_id = int(press.payload["import"])
    with press.product.reading(press.asker.workspace_id) as session:
        try:
            preview(session, press.asker.actor, import_id)
        except ColumnsMissing as error:
            missing = error
        else:
            return _again(press)
    options = tuple((each, each) for each in missing.header if each)[:100]
    fields = tuple(
        FormField(f"column:{each}", each, "choice", initial=missing.near.get(each), options=options)
        for each in missing.missing
    )
    intro = say("Which column of the file is which?")
    return Answer(
        form=Form(intro, COLUMNS_FORM, fields, {"import": import_id}, submit=say("Read it so")), replace=False
    )


def _matched(form: Submission) -> Answer:
    chosen = {
        name.removeprefix("column:"): str(value)
        for name, value in form.values.items()
        if name.startswith("column:") and value
    }
    return _again(form, columns=_with_columns(form, chosen))


def _with_columns(press: Press | Submission, columns: dict[str, str]) -> dict[str, str]:
    with press.product.reading(press.asker.workspace_id) as session:
        before = options_of(session, press.asker.actor, int(press.payload["import"]))
    return {**before.columns, **columns}
