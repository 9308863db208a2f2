"""The competency form's entries: read from what somebody typed, or written from what is on file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.competency_forms import NONE, CompetencyEntries
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import (
    CompetencyRecord,
    FieldSetView,
    competencies,
    form_field,
    framework_view,
    language_code,
    shown_value,
)
from core.people import Actor, workspace_locale
from core.words import say

_LANGUAGE = re.compile(r"^\s*([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,8})?)\s*:\s*(.*)$", re.DOTALL)
_COMMAS = re.compile(r"\s*[,;\n]\s*")


def base_language(session: WorkspaceSession) -> str:
    """The language of names nobody said the language of: the workspace's."""
    return workspace_locale(session).replace("-", "_").partition("_")[0] or "en"


def entries_on_file(record: CompetencyRecord, language: str) -> CompetencyEntries:
    """What the form shows of a competency on file."""
    fields = record.field_set.fields if record.field_set else ()
    tier = record.view.access_tier
    return CompetencyEntries(
        name=record.base_name,
        description=record.base_description,
        category=record.view.category,
        parents=[(each.name, str(each.id)) for each in record.parents],
        tags=", ".join(record.tags),
        synonyms=written_synonyms(record.synonyms, language),
        idnumber=record.view.idnumber or "",
        access_tier="" if tier is None else str(tier),
        scale=str(record.scale.id) if record.own_scale else NONE,
        field_set=str(record.field_set.id) if record.field_set else NONE,
        custom={each.id: shown_value(each, record.field_values.get(each.id, "")) for each in fields},
    )


def entries_typed(
    session: WorkspaceSession, actor: Actor, values: Mapping[str, Any], shown: FieldSetView | None, category: str
) -> CompetencyEntries:
    """What somebody typed, to be shown to them again (chat/errors)."""
    named = competencies(session, chosen_ids(values, "parents"))
    framework_id = number_of(values, "framework")
    framework = framework_view(session, actor, framework_id) if framework_id is not None else None
    fields = shown.fields if shown else ()
    return CompetencyEntries(
        name=text_of(values, "name"),
        description=text_of(values, "description"),
        category=text_of(values, "category") or category,
        framework=(framework.name, str(framework.id)) if framework else None,
        parents=[(view.name, str(each)) for each, view in named.items()],
        tags=text_of(values, "tags"),
        synonyms=text_of(values, "synonyms"),
        idnumber=text_of(values, "idnumber"),
        access_tier=text_of(values, "access_tier"),
        scale=text_of(values, "scale") or NONE,
        field_set=text_of(values, "field_set") or NONE,
        custom={each.id: values.get(form_field(each.id)) for each in fields},
    )


def text_of(values: Mapping[str, Any], name: str) -> str:
    """A field's text, '' where nothing was typed."""
    return str(values.get(name) or "").strip()


def number_of(values: Mapping[str, Any], name: str) -> int | None:
    """The id chosen in a list, None for none of them; raises Invalid for what no list offers."""
    said = text_of(values, name)
    if not said or said == NONE:
        return None
    if not said.isdecimal():
        raise Invalid(say("Pick from the list; '{value}' isn't in it.", value=said[:50]), field=name)
    return int(said)


def chosen_ids(values: Mapping[str, Any], name: str) -> list[int]:
    """The ids chosen in a search field, each once."""
    found = [number_of({name: each}, name) for each in values.get(name) or []]
    return list(dict.fromkeys(each for each in found if each is not None))


def tier_of(values: Mapping[str, Any]) -> int | None:
    """The access tier, None for none; raises Invalid for anything but a whole number."""
    said = text_of(values, "access_tier")
    if not said:
        return None
    if not (said.isascii() and said.isdecimal()):
        raise Invalid(
            say("'{value}' is no access tier. It is a whole number, such as 2, or nothing.", value=said),
            field="access_tier",
        )
    return int(said)


def listed(text: str) -> list[str]:
    """Words separated by commas or lines."""
    return [each for each in _COMMAS.split(text.strip()) if each]


def read_synonyms(text: str, language: str) -> dict[str, list[str]]:
    """Other names by language: a line may begin with its language ('de: Brandschutz'), else it is in `language`."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        code, names = _language_of(line, language)
        found.setdefault(code, []).extend(listed(names))
    return {code: names for code, names in found.items() if names}


def written_synonyms(synonyms: Mapping[str, Sequence[str]], language: str) -> str:
    """The same, as the form shows it: names in `language` first and bare."""
    own = [", ".join(synonyms[language])] if language in synonyms else []
    return "\n".join([*own, *(f"{code}: {', '.join(each)}" for code, each in synonyms.items() if code != language)])


def _language_of(line: str, language: str) -> tuple[str, str]:
    if found := _LANGUAGE.match(line):
        try:
            return language_code(found[1]), found[2]
        except Invalid:
            return language, line
    return language, line
