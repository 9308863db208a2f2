"""What the fields of a qualification are called."""

from __future__ import annotations

from core.words import say

FIELD_WORDS = {
    "value": say("Value"),
    "issued_on": say("Issued"),
    "expires_on": say("Expires"),
    "issuer": say("Issuer"),
    "number": say("Number"),
    "document": say("Document"),
}
PARTICULAR_WORDS = {
    "degree": say("Degree"),
    "field": say("Field"),
    "school": say("School"),
    "kind": say("Kind"),
    "role": say("Role"),
    "organisation": say("Organisation"),
    "from": say("From"),
    "to": say("To"),
}
MISSING_WORDS = {"value": say("value"), "issued_on": say("issue date"), "expires_on": say("expiry date")}
