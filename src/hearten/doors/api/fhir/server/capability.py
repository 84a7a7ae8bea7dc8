"""What this server can do, as FHIR asks it to be told (metadata)."""

from __future__ import annotations

from datetime import date

from hearten import __version__
from hearten.doors.api.fhir.values import Resource

_SINCE = date(2026, 11, 1)


def capability() -> Resource:
    """The CapabilityStatement."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _SINCE,
        "kind": "instance",
        "software": {"name": "Hearten", "version": __version__},
        "implementation": {"description": "Claims of hospitals: in, decided, answered"},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "security": {
                    "description": "Authorization: Bearer, with a key made at the desk for one hospital."
                },
                "resource": [
                    {
                        "type": "Claim",
                        "interaction": [{"code": "create"}],
                        "operation": [
                            {
                                "name": "submit",
                                "definition": "http://hl7.org/fhir/OperationDefinition/Claim-submit",
                            }
                        ],
                    },
                    _read_and_search("ClaimResponse", "request", "identifier"),
                    _read_and_search("ExplanationOfBenefit", "claim", "identifier"),
                ],
            }
        ],
    }


def _read_and_search(kind: str, reference: str, token: str) -> Resource:
    return {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": [{"name": reference, "type": "reference"}, {"name": token, "type": "token"}],
    }
