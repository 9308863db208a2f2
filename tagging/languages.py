"""Which language a short text is probably in, by its little words and letters; and whether a model reads it.

Enough for one honest line beside an answer; where it isn't clear, nothing is said.
"""

import re
from collections import Counter

from tagging.words import word_list

ENGLISH = "en"
LEAST_SIGNS = 2.0
LEAD = 1.5
"""So much more than the next language must a text show."""

_LITTLE_WORDS = {
    "en": """the and of to in is for with on at from by how what you your are be this that it as an into after before
    when each their which will not do use a""",
    "de": """der die das und ist nicht mit von zu den dem des ein eine einer eines einem einen im am auf für bei nach
    vor wie was wir ihr sie werden wird aus über unter oder zum zur beim sich auch lernen""",
    "fr": """le la les et est pas avec de du des un une au aux en dans sur pour par après avant comment vous votre ce
    cette ces qui que sont être ou plus leur ses sa son apprendre deux cours""",
    "es": """el la los las y es no con de del un una al en sobre para por después antes cómo que se su sus son ser o
    más este esta estos como lo aprender cuando""",
    "nb": """og er ikke med av til en et den det de på i for fra etter før hvordan hva du din som blir ved om eller
    kan skal seg også når lære bruk hver to uten eller kurs ut mot ny nye""",
    "it": """il lo la gli e è non con di del della dei un una al nel sul per dopo prima come che si sono essere o più
    questo questa""",
    "nl": """de het en is niet met van te een op voor bij na hoe wat je uw zijn worden wordt uit over onder of ook
    leren deze dit""",
    "pt": """o a os as e é não com de do da dos das um uma ao em no na sobre para por depois antes como que se são ser
    ou mais este esta""",
    "pl": "i w z na do nie jest się oraz lub przez po przed jak co dla są być od tym",
}
_LETTERS = {
    "de": "äöüß", "fr": "çèêëîôûœùàâ", "es": "ñ¿¡áíóú", "nb": "åøæ", "pt": "ãõçáâê", "it": "àèìòù", "pl": "ąćęłńśźż",
}
_SCRIPTS = (
    ("ru", re.compile("[\u0400-\u04ff]{3}")),
    ("el", re.compile("[\u0370-\u03ff]{3}")),
    ("ar", re.compile("[\u0600-\u06ff]{2}")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]{2}")),
)
_WORDS = {language: frozenset(word_list(words)) for language, words in _LITTLE_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_MODELS = re.compile(
    r"all-minilm|all-mpnet|all-distilroberta|paraphrase-minilm|multi-qa|[-_/]en(?:[-_.]|$)|jobbert"
    r"|(?<!multilingual-)e5-(?:small|base|large)(?:-v2)?$|gte-(?:small|base|large)$",
    re.IGNORECASE,
)


def language_of(text: str) -> str | None:
    """The code of the language a text is probably in ('de'), None where it could be several or tells too little."""
    for language, script in _SCRIPTS:
        if script.search(text):
            return language
    signs = _signs(text)
    if not signs:
        return None
    (first, most), *rest = signs.most_common(2)
    next_most = rest[0][1] if rest else 0.0
    return first if most >= LEAST_SIGNS and most >= LEAD * next_most else None


def reads_english_only(model: str) -> bool:
    """Whether an embedding model is one of those known to read English alone; of others nothing is assumed."""
    return _ENGLISH_MODELS.search(model.partition(" + ")[0]) is not None


def unread_language(text: str, model: str) -> str | None:
    """The language of a text that the model doesn't read, None where it reads it or the language isn't clear."""
    if not reads_english_only(model):
        return None
    found = language_of(text)
    return None if found == ENGLISH else found


def _signs(text: str) -> Counter[str]:
    """Little words count once each time; letters that other languages lack count once each kind."""
    words = [word.casefold() for word in _WORD.findall(text)]
    signs: Counter[str] = Counter()
    for language, known in _WORDS.items():
        letters = sum(mark in text.casefold() for mark in _LETTERS.get(language, ""))
        count = letters + sum(word in known for word in words)
        if count:
            signs[language] = count
    return signs
