"""docs/fieldwork.md says what the code does: the draw's example, the ends of a call."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from uuid import UUID

from hearten.domains.fieldwork.services.incentives import lot
from hearten.domains.fieldwork.types import FINAL, MOST_ATTEMPTS, OUTCOME_LABELS

PAGE = (Path(__file__).parents[3] / "docs" / "fieldwork.md").read_text()


def test_the_example_of_a_draw_comes_out_as_printed_and_as_drawn():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    said, names = StringIO(), {}
    with redirect_stdout(said):
        exec(code, names)  # noqa: S102 -- our own page
    digest, winners = said.getvalue().split()
    told = dict(re.findall(r"\| (digest of the seed|winner of one prize) \| `([0-9a-f-]+)` \|", PAGE))
    assert told == {"digest of the seed": digest, "winner of one prize": winners.strip("[']")}
    assert min(names["entered"], key=lambda one: lot(names["seed"], UUID(one))) == told["winner of one prize"]


def test_each_final_end_of_a_call_stands_there_with_its_code():
    rows = {
        row[0].lower(): row[2] for row in re.findall(r"^\| (.+?) \| (.+?) \| (\S+) \|", PAGE, re.MULTILINE)
    }
    for outcome, disposition in FINAL.items():
        assert rows[str(OUTCOME_LABELS[outcome]).lower()] == disposition.value
    assert MOST_ATTEMPTS == 6
