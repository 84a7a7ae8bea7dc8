"""How much of a bill is read right, from pictures as phones make them, and how long does a page take?

    hearten bench ocr --json
    hearten bench ocr --json --folder FOLDER     # other bills: pictures and PDFs, and truth.json beside them

Without a folder, five layouts under seven conditions are drawn, two bills each, and bills on which one amount is altered.
`truth.json` is `{"file name": {"document_class": …, "fields": {name: value}, "items": [{"name", "amount_minor"}]}}`; dates are
ISO text, amounts (names ending in `_minor`) fen. What the truth of a bill leaves out is not scored.

Figures: `pages`; `fields_right` and `money_right` (shares of 1: money is every amount, those of the items too, and must be
exact; other fields may differ in spaces, full-width signs and the number of masking stars); `wrong_amount_unnoticed` (amounts that are wrong, not marked
doubtful, on a page whose checks all hold); `altered_pages` and `altered_unnoticed` (printed arithmetic is wrong and no check says
so); `seconds_per_page_p50` and `_p95`, `cpu_seconds_per_page` and `peak_mib` of the reading process. The table by
layout and condition and each miss go to standard error.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
SEEDS = 2
ALTERED = "altered"
ALIKE = 0.6  # names of items that are at least so much alike are the same line, read less than well
CONTENT_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".pdf": "application/pdf"}  # fmt: skip
_MASK = re.compile(r"\*+")  # how many stars hide a part of a number says nothing
_SEXES = {"male": "男", "female": "女"}

Truth = dict[str, Any]
Answer = dict[str, Any]


@dataclass
class Score:
    fields: int = 0
    fields_right: int = 0
    money: int = 0
    money_right: int = 0
    unnoticed: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.fields += other.fields
        self.fields_right += other.fields_right
        self.money += other.money
        self.money_right += other.money_right
        self.unnoticed += other.unnoticed
        self.misses += other.misses


def run(folder: Path | None = None) -> dict[str, float]:
    """Draw the bills (or take those of `folder`), read them in a process of their own, compare."""
    if folder is not None:
        return _figures(_load_truth(folder), *_read_apart(folder))
    with tempfile.TemporaryDirectory() as made:
        truths = _draw(Path(made))
        (Path(made) / "truth.json").write_text(json.dumps(truths, ensure_ascii=False))
        return _figures(truths, *_read_apart(Path(made)))


def _load_truth(folder: Path) -> dict[str, Truth]:
    path = folder / "truth.json"
    if not path.exists():
        raise SystemExit(f"There is no {path}. Write one: file name → document_class, fields, items.")
    return json.loads(path.read_text(encoding="utf-8"))


def _draw(folder: Path) -> dict[str, Truth]:
    sys.path.insert(0, str(PROJECT))
    from tests.factories.bills import CONDITIONS, LAYOUTS, WRONGS, render_bill, render_wrong_bill

    truths = {}
    for number, condition in enumerate(CONDITIONS):
        for layout in LAYOUTS:
            for seed in range(SEEDS * number, SEEDS * (number + 1)):  # each condition sees other bills
                bill = render_bill(layout, condition, seed)
                name = f"{layout}-{condition}-{seed}{_ending(bill.content_type)}"
                (folder / name).write_bytes(bill.image_bytes)
                truths[name] = bill.truth | {"condition": condition}
    for layout in LAYOUTS:
        for what in WRONGS:
            if layout == "fee_list" and what.endswith("_paid"):
                continue  # a list of fees names no sources
            bill = render_wrong_bill(layout, what, seed=40)
            (folder / f"{layout}-{ALTERED}-{what}.png").write_bytes(bill.image_bytes)
            truths[f"{layout}-{ALTERED}-{what}.png"] = bill.truth | {"condition": ALTERED}
    return truths


def _ending(content_type: str) -> str:
    return next(ending for ending, known in CONTENT_TYPES.items() if known == content_type)


def _read_apart(folder: Path) -> tuple[dict[str, Answer], dict[str, float]]:
    """The answers by file name, and what reading took."""
    lines = subprocess.run(  # noqa: S603 -- this very file
        [sys.executable, __file__, str(folder)], check=True, stdout=subprocess.PIPE, text=True, env=os.environ
    ).stdout.splitlines()
    *answers, took = [json.loads(line) for line in lines if line.startswith("{")]
    return {answer.pop("file"): answer for answer in answers}, took


def _figures(
    truths: dict[str, Truth], answers: dict[str, Answer], took: dict[str, float]
) -> dict[str, float]:
    groups: dict[tuple[str, str], Score] = defaultdict(Score)
    altered = missed = 0
    for name, truth in truths.items():
        answer = answers[name]
        if truth.get("condition") == ALTERED:
            altered += 1
            if _all_hold(answer):
                missed += 1
                print(f"{name}: altered, and every check holds", file=sys.stderr)
            continue
        score = _score(name, truth, answer)
        groups[truth.get("layout", "given"), truth.get("condition", "given")].add(score)
    whole = Score()
    for score in groups.values():
        whole.add(score)
    _print_table(groups, whole)
    seconds = sorted(answers[name]["seconds"] for name in truths)
    return {
        "pages": len(truths) - altered,
        "fields_right": _share(whole.fields_right, whole.fields),
        "money_right": _share(whole.money_right, whole.money),
        "wrong_amount_unnoticed": whole.unnoticed,
        "altered_pages": altered,
        "altered_unnoticed": missed,
        "seconds_per_page_p50": round(seconds[len(seconds) // 2], 3),
        "seconds_per_page_p95": round(seconds[int(len(seconds) * 0.95)], 3),
        "cpu_seconds_per_page": round(took["cpu_seconds"] / len(truths), 3),
        "peak_mib": round(took["peak_mib"], 1),
    }


def _share(right: int, asked: int) -> float:
    return round(right / asked, 5) if asked else 0.0


def _all_hold(answer: Answer) -> bool:
    return all(check["holds"] for check in answer["checks"])


def _score(name: str, truth: Truth, answer: Answer) -> Score:
    score = Score()
    read = {one["name"]: one for one in answer["fields"]}
    if "document_class" in truth:
        read["document_class"] = {"value": answer["document_class"], "doubtful": False}
    asked = truth["fields"] | (
        {"document_class": truth["document_class"]} if "document_class" in truth else {}
    )
    for key, value in asked.items():
        found = read.get(key, {"value": None, "doubtful": True})
        money = key.endswith("_minor")
        right = found["value"] == value if money else _plain(found["value"]) == _plain(value)
        _count(score, f"{name}: {key}", value, found, right=right, money=money, holds=_all_hold(answer))
    if "items" in truth:
        _score_items(score, name, truth, answer)
    return score


def _count(
    score: Score, where: str, wanted: Any, found: dict[str, Any], *, right: bool, money: bool, holds: bool
) -> None:
    if money:
        score.money += 1
        score.money_right += right
    else:
        score.fields += 1
        score.fields_right += right
    if right:
        return
    unnoticed = money and found["value"] is not None and not found.get("doubtful") and holds
    score.unnoticed += unnoticed
    mark = " UNNOTICED" if unnoticed else (" doubtful" if found.get("doubtful") else "")
    score.misses.append(f"{where}: {wanted!r} read as {found['value']!r}{mark}")


def _score_items(score: Score, name: str, truth: Truth, answer: Answer) -> None:
    """Each line's amount: of the kinds of fee, and of the details that make them up where a bill prints both."""
    lines = _paired(truth["items"], answer["items"])
    details = _paired(truth["details"], answer["details"]) if truth.get("details") else ()
    for line, found in (*lines, *details):
        known = found or {"amount_minor": None, "doubtful": True}
        told = {"value": known["amount_minor"], "doubtful": known.get("doubtful", False)}
        value = line["amount_minor"] if line else None
        right = line is not None and value == told["value"]
        where = f"{name}: item {(line or known)['name']!r}"
        _count(score, where, value, told, right=right, money=True, holds=_all_hold(answer))


def _paired(wanted: list[dict], found: list[dict]) -> Iterator[tuple[dict | None, dict | None]]:
    """Each line of the bill with what was read for it; lines that were made up come last, alone."""
    left = list(found)
    for line in wanted:
        best = max(left, key=lambda other: _likeness(line, other), default=None)
        if best is not None and _likeness(line, best) >= ALIKE:
            left.remove(best)
            yield line, best
        else:
            yield line, None
    yield from ((None, other) for other in left)


def _likeness(line: dict, other: dict) -> float:
    same = line["amount_minor"] == other["amount_minor"]
    return SequenceMatcher(None, _plain(line["name"]), _plain(other["name"])).ratio() + (0.35 if same else 0)


def _plain(value: Any) -> str:
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    text = _MASK.sub("*", "".join(text.split()))
    return _SEXES.get(text, text)


def _print_table(groups: dict[tuple[str, str], Score], whole: Score) -> None:
    print(f"{'layout':20} {'condition':13} {'fields':>8} {'money':>8} unnoticed", file=sys.stderr)
    for (layout, condition), score in sorted(groups.items()):
        shares = (_share(score.fields_right, score.fields), _share(score.money_right, score.money))
        print(
            f"{layout:20} {condition:13} {shares[0]:8.4f} {shares[1]:8.4f} {score.unnoticed:9}",
            file=sys.stderr,
        )
    for miss in whole.misses:
        print(miss, file=sys.stderr)


def _read_alone(folder: Path) -> None:
    """In the process of its own: read each file, print each answer as a line, then what it took."""
    names = sorted(_load_truth(folder))
    _read(folder / names[0])  # a worker has its models loaded
    before = time.process_time()
    for name in names:
        started = time.perf_counter()
        answer = _read(folder / name)
        seconds = time.perf_counter() - started
        print(json.dumps({"file": name, "seconds": seconds} | answer), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_seconds": time.process_time() - before, "peak_mib": peak}))


def _read(path: Path) -> Answer:
    """What the house reads: by the same recogniser and the same rules as for a claim."""
    from hearten.domains.claims.providers.recognition import LocalRecogniser
    from hearten.engines.bills import read_bill

    transcript = LocalRecogniser().transcribe(path.read_bytes(), CONTENT_TYPES[path.suffix.lower()])
    reading = read_bill(transcript.pages)
    lines = [
        {"name": i.name, "amount_minor": i.amount_minor, "doubtful": i.doubtful, "detail": i.detail}
        for i in reading.items
    ]
    return {
        "document_class": str(reading.document_class),
        "fields": [{"name": f.name, "value": f.value, "doubtful": f.doubtful} for f in reading.fields],
        "items": [line for line in lines if not line["detail"]],
        "details": [line for line in lines if line["detail"]],
        "checks": [{"code": check.code, "holds": check.holds} for check in reading.checks],
        "advice": transcript.advice,
    }


if __name__ == "__main__":
    _read_alone(Path(sys.argv[1]))
