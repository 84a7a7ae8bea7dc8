"""Rules for tests, in the words of the page's table: `load 1500`, `exclude thyroid`, `refer`."""

from __future__ import annotations

ALWAYS = {"not": {"fact": "nothing", "is": True}}
CLAUSES = {"thyroid": "3.5", "breast": "3.6"}


def rule(code, then, argument=None, when=ALWAYS):
    text = {"zh": f"理由{code}", "en": f"reason {code}"}
    made = {"code": code, "when": when, "then": then, "reason": text}
    if then == "load":
        made["load_bp"] = int(argument)
    if then == "exclude":
        made["exclude"] = {"clause": CLAUSES[argument], "text": {"zh": argument, "en": argument}}
    return made
