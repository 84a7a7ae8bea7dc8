"""The example in docs/hospitals.md is one that the server takes; what it states as limits is what holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hearten.domains.claims.selectors.estimates import ahead_days, approval_days
from hearten.domains.claims.services.checks import MOST_LINES
from hearten.domains.partners.services.keys import CALLS_PER_MINUTE
from hearten.domains.partners.types import Scope
from hearten.doors.api.fhir.server.body import LARGEST_BODY
from hearten.doors.api.fhir.server.names import PARTS
from hearten.doors.api.tables.hospital_claims import COLUMNS, REQUIRED

TEXT = (Path(__file__).parents[5] / "docs" / "hospitals.md").read_text()


@pytest.mark.django_db
def test_the_example_is_taken(his, policy):
    example = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL).group(1)
    example = example.replace("HC-XXXX-XXXX-X", policy.customer.number).replace(
        "HP-XXXX-XXXX-X", policy.number
    )
    body = his.post(json.loads(example)).json()
    assert (body["resourceType"], body["outcome"]) == ("ClaimResponse", "complete"), body


def test_the_limits_are_those_that_hold():
    for words in (
        f"{CALLS_PER_MINUTE} times a minute",
        f"{LARGEST_BODY >> 20} MB; a claim at most {MOST_LINES} items",
        f"`preAuthPeriod` ({approval_days().days} days)",
        f"up to {ahead_days().days} days ahead",
    ):
        assert words in TEXT, words


def test_each_right_extension_and_column_is_named():
    for name in [*Scope, *PARTS]:
        assert f"`{name}`" in TEXT
    tables = TEXT[TEXT.index("## Tables") :]
    for column, words in COLUMNS.items():
        assert words[0] in tables, column
        assert words[1] in tables, column
    assert tables.count("| needed") == len(REQUIRED)
