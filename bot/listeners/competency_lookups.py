"""Search fields over the catalogue: competencies, frameworks and languages as one types (frameworks/synonyms)."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale
from babel.localedata import locale_identifiers

from bot.blocks.competency_forms import CATEGORY_WORDS, FRAMEWORKS, PARENTS
from bot.blocks.competency_languages import LANGUAGES
from bot.conversation import Call, Conversations, Option
from bot.listeners.competency_form import creatable
from core.db import WorkspaceSession
from core.frameworks import SearchEntry, competency_ids_in, folded, framework_names, framework_of
from core.words import say

MOST_OPTIONS = 100
LONGEST_LABEL = 75


def register(conversations: Conversations) -> None:
    """Add the search fields of the competency's forms."""
    conversations.lookup(PARENTS, _parents)
    conversations.lookup(FRAMEWORKS, _frameworks)
    conversations.lookup(LANGUAGES, _languages)


def competency_options(call: Call, category: str | None = None) -> Sequence[Option]:
    """Active competencies the asker sees that fit what they typed, the best first, with their category where it is no
    skill; found by synonym, translation, tag and id number, too."""
    found = _found(call, category, active_only=True)
    return [(_label(call, each), str(each.id)) for each in found[:MOST_OPTIONS]]


def _parents(call: Call) -> Sequence[Option]:
    """Competencies of the framework the form is about, else all with theirs, since a parent is in the same one."""
    found = [each for each in _found(call, None, active_only=False) if each.id != call.about.get("competency")]
    with call.product.reading(call.asker.workspace_id) as session:
        framework = _framework_about(session, call)
        if framework is not None:
            within = competency_ids_in(session, framework)
            found = [each for each in found if each.id in within]
        frameworks = framework_names(session, [each.id for each in found[:MOST_OPTIONS]])
    locale = call.asker.reader.locale
    return [
        (_cut(each.named(locale), f" ({frameworks.get(each.id, '')})"), str(each.id)) for each in found[:MOST_OPTIONS]
    ]


def _framework_about(session: WorkspaceSession, call: Call) -> int | None:
    if "competency" in call.about:
        return framework_of(session, int(call.about["competency"])).id
    return int(call.about["framework"]) if "framework" in call.about else None


def _frameworks(call: Call) -> Sequence[Option]:
    """Frameworks the asker may add competencies to."""
    with call.product.reading(call.asker.workspace_id) as session:
        places = creatable(session, call.asker.actor)
    wanted = folded(call.words)
    return [(each.name, str(each.id)) for each, _ in places if wanted in folded(each.name + each.idnumber)]


def _languages(call: Call) -> Sequence[Option]:
    """Languages by their name in the asker's language, in their own, or by code."""
    wanted = folded(call.words)
    shown = Locale.parse(call.asker.reader.locale.replace("-", "_"))
    found = []
    for code in locale_identifiers():
        language = Locale.parse(code)
        if language.territory or language.script or language.variant:
            continue
        names = (str(language.get_display_name(shown) or code), str(language.display_name or code), code)
        if any(folded(each).startswith(wanted) for each in names):
            found.append((f"{names[0]} ({code})", code))
    return sorted(found, key=lambda option: option[0].casefold())


def _found(call: Call, category: str | None, *, active_only: bool) -> list[SearchEntry]:
    workspace_id, actor, locale = call.asker.workspace_id, call.asker.actor, call.asker.reader.locale
    catalogue = call.product.catalogue
    if not call.words.strip():
        return catalogue.all_for(workspace_id, actor, category=category, active_only=active_only, locale=locale)
    return catalogue.find(
        workspace_id, actor, call.words, category=category, active_only=active_only, locale=locale
    )


def _label(call: Call, entry: SearchEntry) -> str:
    name = entry.named(call.asker.reader.locale)
    if entry.category == "skill":
        return name
    category = call.asker.reader.render(say(CATEGORY_WORDS[entry.category])).lower()
    return _cut(name, f" ({category})")


def _cut(name: str, after: str) -> str:
    """A label within Slack's limit; the name gives way."""
    room = LONGEST_LABEL - len(after)
    if room < LONGEST_LABEL // 3:
        return name[:LONGEST_LABEL]
    return (name if len(name) <= room else f"{name[: room - 1]}…") + after
