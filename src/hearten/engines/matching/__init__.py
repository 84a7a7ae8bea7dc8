"""Which of many known texts does a text mean?"""

from hearten.engines.matching.bigrams import TextIndex, plain

__all__ = ["TextIndex", "plain"]
