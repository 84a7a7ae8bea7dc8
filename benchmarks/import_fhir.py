"""How fast does a FHIR import run, and how much memory does it take when the input doubles?

A Bundle of some hundred megabytes in one file (and one of twice the size) is made up and imported into a database of
its own, in a process of its own, whose peak of memory is measured by the system.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEGABYTES = 200
PER_PATIENT = 60


def run(megabytes: int = MEGABYTES) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        single = _measure(_bundle(Path(folder) / "one" / "records.json", megabytes))
        double = _measure(_bundle(Path(folder) / "two" / "records.json", 2 * megabytes))
    return {
        "input_mib": round(single["bytes"] / 2**20, 1),
        "resources": single["resources"],
        "resources_per_second": round(single["resources"] / single["seconds"], 1),
        "mib_per_second": round(single["bytes"] / 2**20 / single["seconds"], 2),
        "peak_mib": round(single["peak_mib"], 1),
        "peak_mib_2x": round(double["peak_mib"], 1),
        "slope_2x": round(double["seconds"] / single["seconds"], 2),
    }


def _bundle(path: Path, megabytes: int) -> Path:
    """One Bundle in one file: patients, each with readings, claims and payments."""
    path.parent.mkdir()
    size, patient = 0, 0
    with path.open("w") as file:
        file.write('{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        while size < megabytes * 2**20:
            for made in _resources(patient):
                text = ("" if size == 0 else ",\n") + json.dumps(
                    {"fullUrl": f"urn:uuid:{made['id']}", "resource": made}
                )
                size += file.write(text)
            patient += 1
        file.write("]}")
    return path


def _resources(number: int) -> list[dict]:
    who = {"reference": f"Patient/p{number}"}
    told = "As told by the practice. " * 40  # real resources carry narrative; about two kilobytes each
    person = {
        "resourceType": "Patient",
        "id": f"p{number}",
        "name": [{"family": "Wang", "given": [f"N{number}"]}],
        "gender": "female",
        "birthDate": f"{1940 + number % 60}-03-04",
    }
    made = [person]
    for i in range(PER_PATIENT):
        at, name = f"2026-{1 + i % 9:02}-{1 + i % 28:02}T09:00:00+08:00", f"{number}-{i}"
        if i % 6 == 4:
            made.append(
                {
                    "resourceType": "Claim",
                    "id": f"c{name}",
                    "status": "active",
                    "use": "claim",
                    "patient": who,
                    "created": at,
                    "type": {"coding": [{"code": "professional"}]},
                    "text": {"status": "generated", "div": told},
                    "total": {"value": 100 + i / 8, "currency": "CNY"},
                }
            )
        else:
            made.append(
                {
                    "resourceType": "Observation",
                    "id": f"o{name}",
                    "status": "final",
                    "subject": who,
                    "effectiveDateTime": at,
                    "code": {
                        "coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]
                    },
                    "text": {"status": "generated", "div": told},
                    "valueQuantity": {"value": 60 + i, "unit": "/min"},
                }
            )
    return made


def _measure(path: Path) -> dict[str, float]:
    """Import `path` in a process of its own, into a database that is dropped afterwards."""
    output = subprocess.run(  # noqa: S603 -- this very file
        [sys.executable, __file__, str(path)], check=True, capture_output=True, text=True, env=os.environ
    ).stdout
    return json.loads(output.splitlines()[-1])


def _import_alone(path: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from hearten.base.accounts.types import Actor
    from hearten.base.imports.services import open_run
    from hearten.base.imports.types import ImportKind
    from hearten.doors.api.fhir.importing import import_run
    from hearten.doors.api.fhir.input import fingerprint
    from hearten.kernel.clock import utc_now

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("check", verbosity=0)
        by, begun = Actor.system("bench"), time.perf_counter()
        sha256, size = fingerprint(path)
        opened = open_run(
            kind=ImportKind.FHIR,
            source="bench",
            path=str(path),
            title=path.name,
            sha256=sha256,
            total_bytes=size,
            by=by,
            now=utc_now(),
        )
        done = import_run(run=opened, by=by)
        seconds = time.perf_counter() - begun
        assert done.rejected == 0
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    figures = {
        "bytes": size,
        "seconds": seconds,
        "resources": sum(count["taken"] for count in done.counts.values()),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    _import_alone(Path(sys.argv[1]))
