"""A study whose answers were made by a known rule, so that analyses can be held against it. No database."""

from __future__ import annotations

import numpy as np
import pytest

from hearten.domains.insight.study_types import Question, StudyFrame
from hearten.domains.surveys.reading import check_document, compile_survey
from hearten.domains.surveys.selectors.columns import ResponseColumns

WORDS = {"zh": "一个问题？", "en": "A question?"}
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
DRIVERS = {"speed": 0.9, "clarity": 0.5, "hotline": 0.25, "app": 0.0}
FEATURES = {"direct": "M", "advice": "A", "price": "O", "colour": "I"}
# With and without the feature, as one who feels so answers.
ANSWERS = {"M": (2, 5), "A": (1, 3), "O": (1, 5), "I": (3, 3)}
KINDS = 3


def _words(text):
    return {"zh": text, "en": text}


def document():
    scale = {"lowest": 1, "points": 7, "low_label": WORDS, "high_label": WORDS}
    return {
        "code": "planted",
        "version": 1,
        **dict.fromkeys(("name", "about", "privacy_notice", "thanks"), WORDS),
        "minutes": 5,
        "expires_after_days": 14,
        "items": [
            {"code": "csat", "kind": "csat", "text": WORDS, "low_label": WORDS, "high_label": WORDS},
            {"code": "nps", "kind": "nps", "text": WORDS, "low_label": WORDS, "high_label": WORDS},
            {"code": "parts", "kind": "matrix", "text": WORDS, **scale,
             "rows": [{"code": name, "text": _words(name)} for name in DRIVERS]},
            {"code": "wish", "kind": "kano", "text": WORDS,
             "rows": [{"code": name, "text": _words(name), "functional": WORDS, "dysfunctional": WORDS} for name in FEATURES]},
            {"code": "service", "kind": "servqual", "text": WORDS, "points": 7,
             "rows": [{"code": f"{d[:4]}{i}", "dimension": d, "expectation": WORDS, "perception": WORDS}
                      for d in DIMENSIONS for i in (1, 2)]},
            {"code": "uses", "kind": "multiple", "text": WORDS,
             "options": [{"code": c, "text": _words(c)} for c in ("phone", "desk")]},
        ],
    }  # fmt: skip


def _likert(rng, middle, low, high):
    return np.clip(np.round(middle + rng.normal(0, 0.7, len(middle))), low, high)


@pytest.fixture
def planted():
    """`planted(n)` → (frame, the kind of each person)."""

    def make(n=600, *, seed=5, **question):
        made = document()
        check_document(made)
        survey = compile_survey(made)
        rng = np.random.default_rng(seed)
        kind = rng.integers(0, KINDS, n)
        # Three kinds of people: content, torn between speed and clarity one way, and the other way.
        centres = np.array([[6, 6, 5, 4], [1.5, 6, 5, 4], [6, 2, 5, 4]])
        parts = _likert(rng, centres[kind].ravel(), 1, 7).reshape(n, len(DRIVERS))
        pull = (parts - 4) @ np.array(list(DRIVERS.values())) / 3
        product = np.where(rng.random(n) < 0.5, "million", "city").astype(object)
        values = {
            "csat": np.clip(np.round(3.2 + pull + rng.normal(0, 0.5, n)), 1, 5),
            "nps": np.clip(
                np.round(6.5 + 1.6 * pull - 1.5 * (product == "city") + rng.normal(0, 1.2, n)), 0, 10
            ),
            **{f"parts.{name}": parts[:, i] for i, name in enumerate(DRIVERS)},
        }
        for name, category in FEATURES.items():
            told = rng.random(n) < 0.7
            for part, sure in zip("fd", ANSWERS[category], strict=True):
                values[f"wish.{name}.{part}"] = np.where(told, sure, rng.integers(1, 6, n)).astype(float)
        for d in DIMENSIONS:
            for i in (1, 2):
                key = f"service.{d[:4]}{i}"
                values[f"{key}.e"] = _likert(rng, np.full(n, 6.2), 1, 7)
                values[f"{key}.p"] = _likert(rng, np.full(n, 4.2 if d == "responsiveness" else 5.9), 1, 7)
        columns = ResponseColumns(
            survey=survey,
            ids=np.arange(n).astype(object),
            submitted=np.datetime64("2026-06-01T00:00:00") + np.arange(n).astype("timedelta64[h]"),
            groups={"product": product, "channel": np.full(n, "app", object), "sex": np.full(n, "", object),
                    "age_band": np.full(n, "", object)},
            weight=np.ones(n),
            seconds=np.full(n, 60.0),
            item_seconds={item.code: np.full(n, 4.0) for item in survey.items},
            values=values,
            chosen={"uses": np.column_stack([np.ones(n), rng.random(n) < 0.3]).astype(float)},
            ranks={},
            cannot_say={field.key: np.zeros(n, dtype=bool) for field in survey.fields()},
            flags={},
            set_aside=np.zeros(n, dtype=bool),
        )  # fmt: skip
        return StudyFrame(Question(**question), columns, np.ones(n), n, 0, 0), kind

    return make
