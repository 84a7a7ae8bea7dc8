import pytest

from hearten.domains.partners.services import keys
from hearten.doors.api.fhir.server import guard, views
from tests.factories.claims import given_policy
from tests.factories.hospitals import System, given_hospital, given_key


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    for module in (guard, views):
        monkeypatch.setattr(module, "utc_now", lambda: now)
    assert keys.CALLS_PER_MINUTE > 100


@pytest.fixture
def hospital(db, now):
    return given_hospital(now)


@pytest.fixture
def system_of(now):
    """`system_of(hospital)` → the hospital's system with a key of its own."""
    return lambda hospital, **facts: System(given_key(hospital, now, **facts))


@pytest.fixture
def his(hospital, system_of):
    return system_of(hospital)


@pytest.fixture
def policy(mei, now):
    return given_policy(mei, now)
