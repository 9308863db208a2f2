"""What kind of sentence it is: does somebody announce that they hold, passed or renewed something?"""

import re

from tagging.words import stems, word_list

_STRONG = word_list(
    """passed completed finished earned obtained achieved gained attained renewed certified recertified qualified
    awarded bestanden erhalten erneuert réussi obtenu renouvelé aprobé aprobado obtenido renovado bestått fullført
    fornyet"""
)
_WEAK = word_list(
    """got gotten have hold holding received did done took attended nailed completing has issued licensed speak
    tengo habe har ai"""
)
# Words that begin a sentence about oneself without naming oneself: 'Just passed …', 'Renewed my …'.
_OWN = "|".join(
    word.capitalize() + r"\b"
    for word in [*_STRONG, *_WEAK, *word_list("just finally recently successfully today yesterday and also i we it")]
)
_NOUN = re.compile(
    r"\b(?:certificat\w*|certification|licen[cs]e|diploma|degree|permit|qualification|exam|course|training|ticket"
    r"|accreditation|zertifikat|prüfung|schein|permis|certificado|kurs|bevis|bachelor\w*|master\w*|ph\.?d|b\.?sc|m\.?sc)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:who|what|when|where|which|why|how|can|could|do|does|did|is|are|am|should|shall|will|would|may|has|any)\b"
    r"|\?\s*$",
    re.IGNORECASE,
)
_NOT_HELD = re.compile(
    r"\b(?:haven['’]?t|hasn['’]?t|have not|has not|didn['’]?t|did not|never|fail(?:ed)?|not|will|won['’]?t"
    r"|want(?:s|ed)?|need(?:s|ed)?|should|must|going to|plan(?:s|ning)?|would|could|hope|if|remind|wish"
    r"|about to|lost|cancel(?:led)?|booked|sign(?:ed)? up|register(?:ed)? for|enrol(?:led)?|start(?:ed)?)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^\W*(?:no|nope|not|wrong|actually|sorry|correction|it was|it's|that was|make it|change)\b", re.I
)
_IDIOM = re.compile(
    r"\bpassed (?:on|by|away|out|along|it|them|the (?:message|ball|note|parcel|word|salt))\b"
    r"|\bgot (?:it|a question|this|that|you|to)\b|\bhave (?:to|a (?:question|nice|good|great))\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[!?])\s+|(?<=\w\w\w\.)\s+(?=[A-ZÀ-Þ])|\n+")
_OF_ANOTHER = re.compile(
    rf"^\W*(?:<@\w+>|[Hh]e|[Ss]he|[Tt]hey|(?!{_OWN})[A-Z][a-zà-þ]+(?: [A-Z][a-zà-þ]+)?)\s+"
    rf"(?:(?:has|have|had|just|finally|also|now)\s+)*(?:{'|'.join(_STRONG)}|got|took|did|holds?)\b"
)
_VERB = re.compile(rf"\b(?:{'|'.join([*_STRONG, *_WEAK])})\b", re.IGNORECASE)
_STRONG_VERB = re.compile(rf"\b(?:{'|'.join(_STRONG)})\b", re.IGNORECASE)

ANNOUNCING_STEMS = frozenset(stem for word in (*_STRONG, *_WEAK) for stem in stems(word))
_OBJECT = re.compile(
    rf"\b(?:{'|'.join([*_STRONG, *_WEAK])})\b\s+(?:(?:in|as|for)\s+)?"
    r"(?:(?:my|the|a|an|our|meine[nmrs]?|den|die|das|le|la|les|mi|el|un|une)\s+)?(?P<phrase>[^,;:!?()\n]+)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:my|meine?|mon|ma|mi)\s+(?P<phrase>[^,;:!?()\n]+?)\s+"
    r"(?:is|was|has|expires|got|ran|runs|certificat\w*|ist|est|es)\b",
    re.IGNORECASE,
)
_PHRASE_END = re.compile(
    r"\s+(?:on|from|by|until|till|til|through|valid|which|that|but|today|yesterday|since|last|this|at the|with|expir\w*"
    r"|issued|good|this|just|recently|am|le|el|den|exam|test|certificate|course)\b.*$|\s+in\s+\d.*$|[.\s]+$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a message, without empty ones."""
    return [part.strip() for part in _SENTENCES.split(text) if part.strip()]


def is_question(sentence: str) -> bool:
    """Is the sentence asked rather than told?"""
    return _QUESTION.search(sentence) is not None


def is_correction(text: str) -> bool:
    """Does the message begin as an answer to something said before ('No, 4 May')?"""
    return _CORRECTION.search(text) is not None


def announces(sentence: str, *, named: bool, dated: bool) -> bool:
    """Does a sentence tell that something is held, passed or renewed?

    `named`: a competency of the catalogue stands in it; `dated`: a date or a validity does.
    """
    if is_question(sentence) or is_correction(sentence) or _IDIOM.search(sentence):
        return False
    if _NOT_HELD.search(_before_dates(sentence)) or _OF_ANOTHER.search(sentence):
        return False
    strong, verb = _STRONG_VERB.search(sentence), _VERB.search(sentence)
    noun = _NOUN.search(sentence) is not None
    if strong:
        return named or dated or noun or typed_phrase(sentence)[:1].isupper()
    return (named and (dated or verb is not None or noun)) or (noun and dated) or (noun and verb is not None)


def typed_phrase(sentence: str) -> str:
    """Return the words standing where the name of what is held would stand, or ''."""
    found = _OBJECT.search(sentence) or _SUBJECT.search(sentence)
    if not found:
        return ""
    phrase = found["phrase"]
    while (shorter := _PHRASE_END.sub("", phrase)) != phrase:
        phrase = shorter
    return phrase.strip(" .")


def _before_dates(sentence: str) -> str:
    """Leave out 'does not expire', which says how long something holds, not that it isn't held."""
    return re.sub(r"\b(?:does|do|will)(?:n['’]?t| not) (?:expire|end)|never expires?", "", sentence, flags=re.I)
