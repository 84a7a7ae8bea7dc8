from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def clean_queue(transactional_db) -> Iterator[None]:
    """Tests that commit start and end without jobs of others: emptying the tables leaves the queue's own alone."""
    _empty()
    yield
    _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
