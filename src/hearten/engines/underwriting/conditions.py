"""Does a condition, written in a product document, hold for these facts?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Fact = bool | int | str | Fraction | tuple[str, ...]
Facts = Mapping[str, Fact]
Condition = Callable[[Facts], bool]
_Test = Callable[[Any, Any], bool]


def _numbers(test: _Test) -> _Test:
    """`test` for two numbers; anything else (a yes/no among them) does not compare."""

    def compare(fact: Any, bound: Any) -> bool:
        return isinstance(fact, int | Fraction) and not isinstance(fact, bool) and test(fact, bound)

    return compare


def _any_of(fact: Any, wanted: Any) -> bool:
    return bool(set(fact) & set(wanted)) if isinstance(fact, tuple) else fact in wanted


_TESTS: dict[str, _Test] = {
    "is": lambda fact, value: type(fact) is type(value) and fact == value,
    "at_least": _numbers(lambda fact, bound: fact >= bound),
    "above": _numbers(lambda fact, bound: fact > bound),
    "at_most": _numbers(lambda fact, bound: fact <= bound),
    "below": _numbers(lambda fact, bound: fact < bound),
    "any_of": _any_of,
}


def compile_condition(given: Any, where: str = "when") -> Condition:
    """A function that says whether `given` holds. Raises Invalid saying which part can't be read."""
    if not isinstance(given, Mapping) or not given:
        raise Invalid(N_("A condition is a mapping such as {fact: age, at_least: 60}."), field=where)
    if "fact" in given:
        return _comparison(given, where)
    if len(given) != 1:
        raise Invalid(N_("Write one of “all”, “any”, “not” or “fact” in a condition."), field=where)
    word, inner = next(iter(given.items()))
    if word == "not":
        negated = compile_condition(inner, f"{where}.not")
        return lambda facts: not negated(facts)
    if word not in {"all", "any"} or not isinstance(inner, list) or not inner:
        raise Invalid(N_("Write one of “all”, “any”, “not” or “fact” in a condition."), field=where)
    parts = [compile_condition(part, f"{where}.{word}[{i}]") for i, part in enumerate(inner)]
    if word == "all":
        return lambda facts: all(part(facts) for part in parts)
    return lambda facts: any(part(facts) for part in parts)


def facts_named(given: Any) -> set[str]:
    """The names of all facts that a condition reads."""
    if isinstance(given, Mapping):
        own = {str(given["fact"])} if "fact" in given else set()
        return own.union(*(facts_named(part) for part in given.values())) if given else own
    if isinstance(given, list):
        return set().union(*(facts_named(part) for part in given))
    return set()


def _comparison(given: Mapping[str, Any], where: str) -> Condition:
    words = set(given) - {"fact"}
    if len(words) != 1 or not words <= set(_TESTS):
        raise Invalid(
            N_("A comparison needs exactly one of: %(words)s."), field=where, words=", ".join(sorted(_TESTS))
        )
    name, word = str(given["fact"]), words.pop()
    test, value = _TESTS[word], given[word]
    return lambda facts: name in facts and test(facts[name], value)
