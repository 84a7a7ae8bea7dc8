"""Texts as rows of weighted words: what quotes and new themes are found with."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import rjieba
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from hearten.engines.opentext.cleaning import clean

_WORD = re.compile(r"[㐀-鿿]{2,}|[a-z][a-z'-]{2,}")
_STOP = frozenset(
    """
一个 我们 你们 他们 自己 没有 还是 就是 不是 这个 那个 什么 怎么 因为 所以 但是 可是 如果 虽然 可以 已经 一直 一下 一些 一点 时候 现在 知道 觉得 感觉
非常 比较 特别 真的 希望 建议 以后 之后 之前 还有 而且 不过 然后 这样 那么 这么 起来 出来 进行 公司 保险
the and for you your with was were are that this they have has had not but all can will from our their them there been when what who how did does
its it's i'm very just than then too also about into out one get got any would could should more only even still after because which while
""".split()  # noqa: SIM905
)


def words_of(text: str) -> list[str]:
    """The words of a text that could name a theme; Chinese is cut by the jieba dictionary."""
    pieces = rjieba.cut(clean(text).lower())
    joined = [word for piece in pieces for word in _WORD.findall(piece)]
    return [word for word in joined if word not in _STOP]


def weigh_words(texts: Sequence[str], *, least_texts: int = 2) -> tuple[csr_matrix, list[str]]:
    """TF-IDF of words and pairs of words, rows of length 1. No word in enough texts gives a table without columns."""
    rows = [words_of(text) for text in texts]
    vectorizer = TfidfVectorizer(
        analyzer=_words_and_pairs, min_df=least_texts, max_df=0.9, sublinear_tf=True, max_features=20_000
    )
    try:
        matrix = vectorizer.fit_transform(rows)
    except ValueError:  # no word is frequent enough
        return csr_matrix((len(texts), 0)), []
    return csr_matrix(matrix), list(vectorizer.get_feature_names_out())


def _words_and_pairs(words: list[str]) -> list[str]:
    return [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]
