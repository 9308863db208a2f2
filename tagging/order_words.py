"""The words in which people speak to a model instead of about an activity, in several languages.

English by patterns, where the order of words tells an order from a lesson; other languages by kinds of words that
meet in one sentence. All is matched against folded text: lower case, no accents.
"""

import re

_MODEL = r"(?:ai|model|language\ model|llm|assistant|tagger|classifier|bot|chatbot|chatgpt|gpt|ki|ia)"
# What must stand in a text for any of the patterns below it to be looked for; looking for all takes ten times as long.
_ENGLISH: dict[tuple[str, ...], tuple[str, ...]] = {
    # Orders to drop what was said before.
    ("ignor", "disregard", "forget", "overrid", "bypass", "overlook", "neglect"): (
        r"\b(?:ignore|ignoring|disregard(?:ing)?|forget|override|overriding|bypass(?:ing)?|overlook|neglect)\b (?!-)"
        r".{0,40} \b(?:above|previous|prior|earlier|preceding|instruction\w*|prompts?|system|guidelines?|everything"
        r"|(?:the|this|other|rest\ of\ the)\ (?:text|task|activity|rules?)|threshold|short-?list|so\ far"
        r"|(?:said|given|told|written)\ before)\b",
    ),
    # Orders to tag.
    ("tag", "label", "classif", "categor", "mark"): (
        r"\b(?:tag|label|classify|categori[sz]e|mark)\b .{0,30} \b(?:this|it|the\ activity|everything)\b"
        r".{0,20} \b(?:as|with|under|only)\b",
        r"^\W*(?:please\s+|now\s+|instead\s+|just\s+|only\s+|always\s+|and\s+|then\s+)*tag\s+"
        r"(?!out\b|and\b|(?:the|a|each|every|all|blood|stamps?|containers?)\b|the\ lock)(?=.*\S\s+\S)",
    ),
    ("skill", "competenc", "confidence", "json", "id", "tag", "suggestion"): (
        r"\b(?:suggest|assign|return|output|print|emit|choose|select|pick|propose|recommend|answer\ with|respond\ with"
        r"|reply\ with|report|score|rate|link|insert)\b .{0,50}"
        r"\b(?:skills?|competenc\w+|confidence|json|ids?|tags?|suggestions?)\b"
        r"(?! \s+ (?:of|needed|required|training|gap|matrix|that|which|you|for)\b)",
        r"[\"'](?:picks|skill_ids?|competency_ids?|confidence|is_qualification)[\"']\s*:",
        r"\b(?:skill|competency|short-?list)[ _]?(?:id|number|no)\b\W{0,3}\d",
        r"\b(?:pick|choose|select|answer|return|output|tag)\b\W+(?:only\W+)?(?:id|number|no|\#)\W{0,2}\d",
    ),
    ("confidence", "threshold"): (
        r"\b(?:set|give|with|at|has|have|use|max\w*)\b .{0,30} \bconfidence\b"
        r".{0,20} (?:\d|\bfull\b|\bmax\w*|\bhigh\w*)",
        r"\b(?:set|raise|increase|maximi[sz]e|lower)\b .{0,20} \b(?:confidence|threshold)\b .{0,40} \b(?:to|at)\b",
        r"\bconfidence\b \W* (?:=|:|of|is|to)? \W* (?:[01](?:\.\d+)?\b|100|\d\d\ ?%)",
    ),
    ("correct", "right", "only", "best", "true", "expected", "proper", "just", "nothing but"): (
        r"\bthe\ (?:correct|right|only|best|true|expected|proper)\ (?:\w+\s+)?(?:skill|tag|answer|label|pick|id)"
        r"\ (?:here\ |for\ this\ (?:\w+\ )?)?(?:is|=|:|must)",
        r"\b(?:only|just|nothing\ but)\b .{0,30} \b(?:is|are|counts?\ as)\b"
        r".{0,20} \b(?:right|correct|valid)\ (?:skill|tag|answer)",
    ),
    # Speaking as, or to, the machine.
    ("system", "developer", "assistant", "human", "ai", "ki", "ia", "inst", "admin", "note", "jailbreak", "prompt"): (
        r"\b(?:system|developer|assistant)\s*(?:prompt|message|instruction\w*|role|override|note)\b",
        r"^\W*(?:\[|\#+\s*|<+\s*)?(?:system|assistant|developer|human|ai|ki|ia|instructions?|inst|admin"
        r"|note\ to\ (?:the\ )?(?:\w+\ )?MODEL)\s*(?::|>|\]|\))",
        r"\[/?(?:inst|system|/?sys)\]|<</?sys>>",
        r"\b(?:jailbreak|prompt\ injection)\b",
        r"\b(?:new|updated|real|actual|secret|hidden|your|these|those)\ instructions?\b .{0,40}"
        r"(?: : | \b(?:are|is|follow|say)\b)",
    ),
    ("<",): (
        r"<\|?/?(?:im_start|im_end|system|assistant|user|activity|description|skills?|shortlist|text|data|message|inst)\b",
    ),
    ("rules", "orders"): (
        r"\b(?:new|updated|real|actual|secret|hidden)\ (?:rules|orders)\b .{0,40} (?: : | \b(?:are|is|follow|say)\b)",
    ),
    ("ai", "model", "llm", "assistant", "tagger", "classifier", "bot", "gpt", "ki", "ia", "you are"): (
        r"\b(?:as\ an?\ (?:ai|language\ model)\b(?!\ (?:research|engineer|writer|\w+ist|\w+er\b))"
        r"|you\ are\ (?:now\ )?(?:an?\ |the\ )?(?:helpful\ )?(?:MODEL|dan))\b",
        r"\b(?:dear|hey|hello|attention|listen|note\ to|message\ (?:to|for)|hint\ (?:to|for))\W+"
        r"(?:the\ |any\ |all\ )?MODELs?\b",
        r"\b(?:the|this|any|every|all)\ (?:ai\ |language\ )?MODELs?\b .{0,60}"
        r"\b(?:must|should|has\ to|shall|please|is\ to|are\ to|needs\ to|tag|answer|choose|ignore|suggest)\b",
    ),
    ("act ", "behave", "pretend", "roleplay"): (
        r"\b(?:act|behave|pretend|roleplay)\ (?:as\ (?:if|though|an?\ MODEL)|to\ be\ an?\ MODEL)\b",
    ),
    ("end of", "start of", "beginning of"): (
        r"\b(?:end|start|beginning)\ of\ (?:the\ )?(?:(?:system|user)\ )?"
        r"(?:activity|prompt|instructions?|data|input|description|message|short-?list)\b",
    ),
}
_PATTERNS = tuple(
    (needed, re.compile("|".join(found).replace("MODEL", _MODEL), re.VERBOSE | re.MULTILINE))
    for needed, found in _ENGLISH.items()
)


def _any(words: str) -> str:
    return "|".join(words.split())


_NOT_BEFORE = r"(?<!n')(?<!n’)(?<!\bne )(?<!\bno )(?<!\bnon )(?<!\bnao )(?<!\bnie )(?<!\bне )"
_NOT_AFTER = r"(?!\s+(?:pas|nicht|niet|ikke|inte)\b)"
_DROP = _any(
    r"""ignorier\w* ignoriere vergiss vergesst vergessen\ sie missacht\w* ubergeh\w* ignorez ignore oublie oubliez
    negligez ignora ignore\w* ignorad olvida olvide olviden dimentica\w* ignori ignorate esqueca\w* desconsider\w*
    negeer vergeet ignorer glem overse se\ bort\ fra bortse ignorera glom strunta zignoruj\w* pomin\w* zapomnij
    игнорир\w* проигнорир\w* забуд\w* пренебрег\w*""".replace("\\ ", r"\s")
)
_SAID = _any(
    r"""anweisung\w* oben\w* obig\w* bisherig\w* vorherig\w* vorig\w* regeln vorgaben instructions? consignes?
    precedent\w* ci-dessus regles instruccion\w* anterior\w* arriba reglas istruzion\w* sopra regole instruco\w*
    acima regras instructies? bovenstaande eerdere vorige instruks\w* ovenfor ovenstaende tidligere forrige reglene
    instruktion\w* ovan tidigare instrukcj\w* powyzsz\w* poprzedni\w* инструкц\w* указани\w* предыдущ\w* выше\w*"""
)
_BID = _any(
    r"""markiere\w* tagge\w* wahle\w* nimm nenne\w* gib antworte\w* schlage\w* ordne\w* vergib setze\w* wahlen\ssie
    choisis choisissez etiquete\w* propose[zr]? suggere\w* attribue[zr]? reponds repondez marque[zr]? renvoie retourne
    elige elija elijan etiqueta sugiere asigna asigne responde responda selecciona seleccione devuelve propon marca
    scegli etichetta suggerisci rispondi assegna escolha sugira atribua kies antwoord geef selecteer velg merk
    foresla svar tildel sett valj markera svara ange wybierz oznacz odpowiedz zaproponuj выбери\w* отмет\w* предлож\w*
    ответь\w* назнач\w*"""
)
_ANSWER = _any(
    r"""skills? json tags? labels? fahigkeit\w* fertigkeit\w* kompetenz\w* konfidenz vorschlag\w* competences? confiance
    etiquettes? competencias? habilidad\w* confianza competenz\w* abilita fiducia habilidades? confianca vaardighe\w*
    competentie\w* ferdighet\w* kompetanse\w* konfidens forslag fardighet\w* kompetens\w* umiejetnos\w* kompetencj\w*
    pewnosc\w* навык\w* компетенц\w* уверенност\w* id"""
)
_MACHINE = _any(
    r"""ki ia ai sprachmodell\w* modell modele modelo modello assistent\w* assistant asistente assistente systemet
    tagger chatbot llm gpt ии модель ассистент\w*"""
)
_MUST = _any(
    r"""muss musst soll sollst sollte doit dois devez debe debes deve devi devem moet skal ma maste ska musi powinien
    должен должна должны"""
)
_SURE = r"konfidenz|confiance|confianza|fiducia|confianca|konfidens|pewnosc\w*|уверенност\w*"
_ELSEWHERE = re.compile(
    rf"{_NOT_BEFORE}\b(?:{_DROP})\b{_NOT_AFTER}.{{0,70}}\b(?:{_SAID})\b"
    rf"|(?:^\W*|[.,:;!?(\[]\s*|\b(?:und|et|y|e|en|og|och|i|и|bitte|por favor|svp|vennligst)\s+)"
    rf"(?:{_BID})\b.{{0,50}}\b(?:{_ANSWER})\b"
    rf"|\b(?:{_MACHINE})\b.{{0,40}}\b(?:{_MUST})\b"
    rf"|\b(?:{_SURE})\b\W*(?:=|:|von|de|di|av|na|на)?\W*(?:[01](?:[.,]\d+)?\b|100|\d\d\s?%)",
    re.MULTILINE,
)
_BEGINNINGS = frozenset(
    re.sub(r"\W.*", "", word)[:4] for kind in (_DROP, _BID, _MACHINE, _SURE) for word in kind.split("|")
)
_BEGINNING = re.compile(r"\b\w{1,4}")
# Languages that part no words: one word of each kind in a sentence.
_UNPARTED = re.compile(
    "(?:忽略|无视|無視|忘记|忘掉|忘れ|무시|تجاهل|अनदेखा).{0,30}(?:以上|上述|上面|之前|先前|指示|指令|上記|前の|命令|지시|위의|التعليمات|السابقة|निर्देश)"
    "|(?:以上|上述|上面|之前|先前|指示|指令|上記|前の|命令|위의|지시).{0,30}(?:忽略|无视|無視|忘记|忘れ|무시)"
    "|(?:标记|选择|输出|推荐|打上|選択|出力|タグ|提案|선택|اختر).{0,30}(?:技能|标签|置信度|スキル|信頼度|기술|مهارة|المهارة)"
)


def is_order(folded: str) -> bool:
    """Whether a sentence, in lower case and without accents, gives orders to whoever reads it for skills."""
    if any(pattern.search(folded) for needed, pattern in _PATTERNS if any(word in folded for word in needed)):
        return True
    if not _BEGINNINGS.isdisjoint(_BEGINNING.findall(folded)) and _ELSEWHERE.search(folded):
        return True
    return not folded.isascii() and _UNPARTED.search(folded) is not None


def order_begins(folded: str) -> int | None:
    """Where in a sentence an order to drop what was said, or a mark of a machine, begins; None for other orders.

    These come first in what they order, so that what stands before them is the text's own.
    """
    found = _OPENING.search(folded)
    return found.start() if found else None


_OPENING = re.compile(
    r"\b(?:please\s+|now\s+|and\s+|then\s+)*(?:ignore|ignoring|disregard|forget|override|bypass)\b"
    rf"|<\|?/?\w|\b(?:system|assistant)\s*(?::|prompt)|{_NOT_BEFORE}\b(?:{_DROP})\b{_NOT_AFTER}",
    re.IGNORECASE,
)
