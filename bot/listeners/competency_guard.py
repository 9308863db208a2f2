"""What a new competency's name may double (frameworks/duplicate-guard)."""

from __future__ import annotations

from bot.conversation import Asker
from bot.product import Product
from core.frameworks import CompetencyView, competencies, find_named, folded

MOST = 5
SPELLED_LIKE = 0.8
"""How near the spelling must come, 0 to 1, to be asked about."""
MEANT_LIKE = 0.62
"""How near the meaning must come, as cosine."""


def look_alikes_of(product: Product, asker: Asker, name: str) -> list[CompetencyView]:
    """Up to five competencies the asker sees that have this name or synonym, or come near it in letters or meaning."""
    if not folded(name):
        return []
    near = _near(product, asker, name)
    with product.reading(asker.workspace_id) as session:
        same = find_named(session, asker.actor, name)
        known = {each.id for each in same}
        named = competencies(session, [each for each in near if each not in known])
    return [*same, *(named[each] for each in near if each in named)][:MOST]


def _near(product: Product, asker: Asker, name: str) -> list[int]:
    """Ids of what comes near, the nearest first; without the model by spelling alone."""
    workspace_id, actor, skills = asker.workspace_id, asker.actor, product.skills
    spelled = [(likeness, each) for each, likeness in skills.look_alikes(workspace_id, actor, name, limit=MOST)]
    meant = [
        (likeness, each)
        for each, likeness in skills.near_in_meaning(workspace_id, actor, name, limit=MOST, wait=False)
    ]
    found = [pair for pair in spelled if pair[0] >= SPELLED_LIKE] + [pair for pair in meant if pair[0] >= MEANT_LIKE]
    return list(dict.fromkeys(each for _, each in sorted(found, reverse=True)))
