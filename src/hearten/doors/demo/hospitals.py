"""Which hospitals does the demo insurer know? Those of the bills, with the tier of its network that some belong to."""

from __future__ import annotations

from hearten.domains.partners.types import OrganizationFacts
from hearten.doors.demo.sample_bill import HOSPITALS as SAMPLE_HOSPITALS
from hearten.doors.demo.words import HOSPITALS

SOURCE = "demo"
_TIERS = {
    HOSPITALS[0]: "preferred",
    HOSPITALS[1]: "preferred",
    HOSPITALS[4]: "partner",
    HOSPITALS[7]: "partner",
}
_CITY, _LEVEL = "上海", 3


def hospitals() -> list[OrganizationFacts]:
    names = [*HOSPITALS, *SAMPLE_HOSPITALS]
    return [
        OrganizationFacts(
            source=SOURCE,
            source_id=f"hospital-{place}",
            name=name,
            kind="hospital",
            city=_CITY if name in SAMPLE_HOSPITALS else "",
            level=_LEVEL,
            network=_TIERS.get(name, ""),
        )
        for place, name in enumerate(names)
    ]
