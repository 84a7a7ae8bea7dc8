"""How right are labels of open answers on sentences kept apart, and how many texts a second are labelled (X9)?"""

from __future__ import annotations

import itertools
import time
from pathlib import Path

from hearten.domains.research.examples import labelled_examples, read_labelled
from hearten.engines.opentext.emerging import count_phrases
from hearten.engines.opentext.labelling import label_text
from hearten.engines.opentext.learning import learn
from hearten.engines.opentext.measuring import accuracy, topic_agreement
from hearten.engines.opentext.model import HAND_WRITTEN
from hearten.engines.opentext.themes import find_themes

HELD_OUT = Path(__file__).resolve().parents[1] / "tests/engines/opentext/labelled_held.tsv"
TEXTS = 20_000


def run() -> dict[str, object]:
    """Sentiment accuracy, topic precision and recall (all and by topic) on the held-out sentences; texts per second."""
    start = time.perf_counter()
    weights = learn(labelled_examples())
    learn_seconds = time.perf_counter() - start
    held = read_labelled(HELD_OUT.read_text())
    true = [set(example.topics) for example in held]
    feelings = [example.sentiment for example in held]
    found: dict[str, object] = {"examples": len(labelled_examples()), "held_out": len(held)}
    for name, used in (("hand_written", HAND_WRITTEN), ("learnt", weights)):
        labels = [label_text(example.text, used) for example in held]
        rows = topic_agreement([{topic.code for topic in label.topics} for label in labels], true)
        found |= {
            f"{name}_sentiment_accuracy": round(accuracy([label.sentiment for label in labels], feelings), 3),
            f"{name}_topic_precision": round(rows[-1].precision, 3),
            f"{name}_topic_recall": round(rows[-1].recall, 3),
        }
        found[f"{name}_by_topic"] = {
            row.code: [round(row.precision, 2), round(row.recall, 2), row.true] for row in rows[:-1]
        }
    return found | {"learn_seconds": round(learn_seconds, 2), **_speed(weights)}


def _speed(weights) -> dict[str, float]:
    texts = list(itertools.islice(itertools.cycle(e.text for e in labelled_examples()), TEXTS))
    seconds = {}
    for name, work in (
        ("label", lambda: [label_text(text, weights) for text in texts]),
        ("phrases", lambda: count_phrases([texts])),
        ("themes", lambda: find_themes(texts[:5_000])),
    ):
        start = time.perf_counter()
        work()
        seconds[name] = time.perf_counter() - start
    return {
        "texts_per_second": round(TEXTS / seconds["label"]),
        "phrases_texts_per_second": round(TEXTS / seconds["phrases"]),
        "themes_of_5000_seconds": round(seconds["themes"], 2),
    }
