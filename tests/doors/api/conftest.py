from tests.domains.policies.conftest import (  # noqa: F401 -- the same people and answers
    accepted,
    actor_for,
    answers,
    applied,
    bought,
    products,
    shopper,
)
