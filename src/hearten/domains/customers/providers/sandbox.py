"""A test bank that knows whose account is whose: the end of the number says what it answers."""

from __future__ import annotations

from hearten.domains.customers.types import Match
from hearten.kernel.errors import Unavailable
from hearten.kernel.text import N_

UNKNOWN_ACCOUNT, SOMEBODY_ELSES, NO_ANSWER = "0000", "2222", "7777"
_ANSWERS = {UNKNOWN_ACCOUNT: Match.UNKNOWN_ACCOUNT, SOMEBODY_ELSES: Match.NAME_DIFFERS}


class SandboxVerifier:
    name = "sandbox"

    def verify(self, *, number: str, holder: str) -> Match:
        if number.endswith(NO_ANSWER):
            raise Unavailable(N_("The bank did not answer in time."))
        return _ANSWERS.get(number[-4:], Match.MATCH)
