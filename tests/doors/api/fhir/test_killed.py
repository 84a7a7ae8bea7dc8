"""A worker that is killed in the middle of an import: after the restart the import is whole, and nothing is doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from hearten.base.imports.models import ImportRun
from hearten.base.imports.types import ImportState
from hearten.domains.claims.models.history import ExternalClaim
from hearten.domains.customers.models import Customer
from hearten.domains.health.models import HealthRecord
from tests.doors.api.fhir.conftest import claim, digests, observation, patient

PEOPLE, EACH = 150, 12

# The command in a process of its own, over the database of the test; the batches are small so that many are committed.
PROGRAM = """
import sys, django
from django.conf import settings
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.core.management import call_command
from hearten.doors.api.fhir import importing
importing.BATCH = 40
call_command("import_fhir", sys.argv[2], quiet=True, source="clinic")
"""


def start(folder, output):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hearten.config.settings"}
    with output.open("w") as told:
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, connection.settings_dict["NAME"], str(folder)],
            env=environment,
            stdout=told,
            stderr=subprocess.STDOUT,
        )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_goes_on_and_is_whole(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    with (folder / "records.ndjson").open("w") as file:
        for i in range(PEOPLE):
            who = f"Patient/p{i}"
            lines = [patient(f"p{i}"), claim(f"c{i}", who=who, total=i + 0.01)]
            lines += [observation(f"o{i}-{n}", who=who) for n in range(EACH)]
            file.writelines(json.dumps(line) + "\n" for line in lines)
    output = tmp_path / "output"
    process = start(folder, output)
    try:
        deadline = time.monotonic() + 180
        while HealthRecord.objects.count() < PEOPLE * EACH // 4:
            assert time.monotonic() < deadline, "the import did not begin"
            assert process.poll() is None, output.read_text()
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    stopped = ImportRun.objects.get()
    kept = HealthRecord.objects.count()
    assert stopped.state == ImportState.RUNNING
    assert 0 < kept < PEOPLE * EACH
    assert stopped.position["number"] > 0
    assert start(folder, output).wait(120) == 0, output.read_text()
    assert "Going on with an import" in output.read_text()
    run = ImportRun.objects.get()
    assert (run.pk, run.state, run.rejected) == (stopped.pk, ImportState.DONE, 0)
    assert {kind: count["taken"] for kind, count in run.counts.items()} == {
        "Patient": PEOPLE,
        "Claim": PEOPLE,
        "Observation": PEOPLE * EACH,
    }
    assert run.sums["rows"] == {"created": PEOPLE * (2 + EACH), "changed": 0, "unchanged": 0}
    assert (Customer.objects.count(), ExternalClaim.objects.count(), HealthRecord.objects.count()) == (
        PEOPLE,
        PEOPLE,
        PEOPLE * EACH,
    )
    before = digests()
    assert start(folder, output).wait(120) == 0
    assert digests() == before
