"""Sentences in an activity that speak to the tagger instead of about the activity (rule tagging/injection).

They are left out before retrieval and before the judge, so that they have no effect at all, not even through the
words they bring along. What gets past this still meets the short list and the checks on the judge's answer.
"""

import re

_MODEL = r"(?:ai|model|language\ model|llm|assistant|tagger|classifier|bot|chatbot|chatgpt|gpt)"
_PATTERNS = (
    # Orders to drop what was said before.
    r"\b(?:ignore|disregard|forget|override|bypass|overlook|neglect)\b (?!-) .{0,40}"
    r"\b(?:above|previous|prior|earlier|preceding|instruction\w*|prompts?|system|guidelines?|everything"
    r"|(?:the|this|other|rest\ of\ the)\ (?:text|task|activity|rules?)|threshold|short-?list|so\ far"
    r"|(?:said|given|told|written)\ before)\b",
    r"^\W*(?:ignoriere|vergiss|ignorez|oubliez|ignora|olvida|ignorer|glem)\b .{0,60}"
    r"\b(?:anweisung\w*|oben\w*|bisherig\w*|instructions?|précédent\w*|ci-dessus|instrucciones|anterior\w*"
    r"|instruks\w*|ovenfor)\b",
    # Orders to tag.
    r"\b(?:tag|label|classify|categori[sz]e|mark)\b .{0,30} \b(?:this|it|the\ activity|everything)\b"
    r".{0,20} \b(?:as|with|under|only)\b",
    r"^\W*(?:please\s+|now\s+|instead\s+|just\s+|only\s+|always\s+|and\s+|then\s+)*tag\s+"
    r"(?!out\b|and\b|(?:the|a|each|every)\ (?:valve|machine|switch|item|part|bag|cable)|the\ lock)",
    r"\b(?:suggest|assign|return|output|choose|select|pick|propose|recommend|answer\ with|respond\ with|reply\ with"
    r"|report|score|rate)\b .{0,50} \b(?:skills?|competenc\w+|confidence|json|ids?|tags?|suggestions?)\b"
    r"(?! \s+ (?:of|needed|required|training|gap|matrix)\b)",
    r"\b(?:set|give|with|at|has|have|use|max\w*)\b .{0,30} \bconfidence\b .{0,20} (?:\d|\bfull\b|\bmax\w*|\bhigh\w*)",
    r"\b(?:set|raise|increase|maximi[sz]e)\b .{0,20} \bconfidence\b .{0,40} \b(?:to|at)\b",
    r"\bconfidence\b \W* (?:=|:|of|is|to)? \W* (?:[01](?:\.\d+)?\b|100)",
    r"\bthe\ (?:correct|right|only|best|true|expected)\ (?:\w+\s+)?(?:skill|tag|answer|label)"
    r"\ (?:here\ |for\ this\ (?:\w+\ )?)?(?:is|=|:|must)",
    # Speaking as, or to, the machine.
    r"\b(?:system|developer|assistant)\s*(?:prompt|message|instruction\w*|role|override)\b",
    r"^\W*(?:system|assistant|developer|human|ai|instruction|note\ to\ (?:the\ )?(?:\w+\ )?MODEL)\s*(?::|>|\])",
    r"<\|?/?(?:im_start|im_end|system|assistant|user|activity|skills|shortlist|text)\b",
    r"\b(?:as\ an?\ (?:ai|language\ model)|you\ are\ (?:now\ )?(?:an?\ |the\ )?(?:helpful\ )?(?:MODEL|dan))\b",
    r"\b(?:dear|hey|hello|attention|listen)\W+MODEL\b",
    r"\b(?:the|this|any|every|all)\ (?:ai\ |language\ )?MODELs?\b .{0,60}"
    r"\b(?:must|should|has\ to|shall|will|please|is\ to|are\ to|needs\ to|tag|answer|choose|ignore|suggest)\b",
    r"\b(?:act|behave|pretend|roleplay)\ (?:as\ (?:if|though|an?\ MODEL)|to\ be\ an?\ MODEL)\b",
    r"\b(?:new|updated|real|actual|secret|hidden|your|these|those)\ instructions?\b .{0,40}"
    r"(?: : | \b(?:are|is|follow|say)\b)",
    r"\b(?:jailbreak|prompt\ injection)\b",
    r"\b(?:end|start|beginning)\ of\ (?:the\ )?(?:activity|prompt|instructions?|data|input)\b",
)
_SPOKEN_TO = re.compile("|".join(_PATTERNS).replace("MODEL", _MODEL), re.IGNORECASE | re.VERBOSE)
_LEADS_ON = re.compile(r":\s*$|\b(?:end|start|beginning) of\b", re.IGNORECASE)
_PART = re.compile(r"(?:[^.!?\n]|[.!?](?=\S))*(?:[.!?]+|\n|\Z)")
# Marks nobody sees, with which a text can hide an order from its editor.
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def without_instructions(text: str) -> str:
    """Return the text without the sentences that speak to the tagger; all else stays as it was written."""
    kept: list[str] = []
    announced = False
    for part in _PART.findall(_HIDDEN.sub("", text)):
        spoken = _SPOKEN_TO.search(part) is not None
        # 'New instructions:' and 'End of activity.' take the sentence after them along.
        if not spoken and not (announced and part.strip()):
            kept.append(part)
        if part.strip():
            announced = spoken and _LEADS_ON.search(part) is not None
    return "".join(kept).strip()
