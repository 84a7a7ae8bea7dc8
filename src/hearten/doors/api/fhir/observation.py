"""FHIR Observation ↔ a reading in the health record."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hearten.domains.health.types import RecordFacts, RecordKind
from hearten.doors.api.fhir.generic import record
from hearten.doors.api.fhir.mapping import Mapped, Origin
from hearten.doors.api.fhir.values import (
    Resource,
    concept,
    decimal,
    first_concept,
    moment,
    part,
    parts,
    text,
    when,
)
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def from_fhir(resource: Resource, origin: Origin) -> list[Mapped]:
    """An Observation with its value in words or digits; panels keep their components."""
    value, unit = reading(resource)
    components = [_component(one) for one in parts(resource, "component")]
    return [
        record(
            resource,
            origin,
            kind=RecordKind.OBSERVATION,
            at=when(resource, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"),
            status=text(resource, "status"),
            code=concept(resource, "code"),
            extra={
                "value": value,
                "unit": unit,
                "parts": components,
                "category": first_concept(resource, "category").code,
                "absent": concept(resource, "dataAbsentReason").display,
                "meaning": first_concept(resource, "interpretation").display,
            },
        )
    ]


def to_fhir(facts: RecordFacts, *, patient: str) -> Resource:
    """A reading as an Observation of `patient` (a reference)."""
    content = facts.content
    resource: Resource = {
        "resourceType": "Observation",
        "id": facts.source_id.removeprefix("Observation/"),
        "status": facts.status,
        "code": _code(content),
        "subject": {"reference": patient},
        **_value(content),
    }
    if "on" in content:
        resource["effectiveDateTime"] = content["on"]
    if "category" in content:
        resource["category"] = [{"coding": [{"code": content["category"]}]}]
    if "parts" in content:
        resource["component"] = [{"code": _code(one), **_value(one)} for one in content["parts"]]
    return resource


def reading(parent: Resource) -> tuple[str, str]:
    """Value and unit of whatever `value[x]` holds; both empty when there is none."""
    if "valueQuantity" in parent:
        return _quantity(part(parent, "valueQuantity"))
    for key, read in _PLAIN_VALUES.items():
        if key in parent:
            return read(parent, key), ""
    return _spread(parent)


def _spread(parent: Resource) -> tuple[str, str]:
    if "valueRange" in parent:
        low, unit = _quantity(part(part(parent, "valueRange"), "low"))
        high, other = _quantity(part(part(parent, "valueRange"), "high"))
        return f"{low}–{high}", unit or other
    if "valueRatio" in parent:
        above, unit = _quantity(part(part(parent, "valueRatio"), "numerator"))
        below, other = _quantity(part(part(parent, "valueRatio"), "denominator"))
        return f"{above}:{below}", f"{unit}/{other}" if unit or other else ""
    if "valuePeriod" in parent:
        return when(parent, "valuePeriod").text, ""
    if "valueSampledData" in parent:
        return text(part(parent, "valueSampledData"), "data", longest=10**6)[:2000], ""
    return "", ""


def _quantity(value: Resource) -> tuple[str, str]:
    if value.get("value") is None:
        return "", ""
    number = format(decimal(value["value"], field="valueQuantity.value"), "f")
    return text(value, "comparator") + number, text(value, "unit") or text(value, "code")


def _yes_or_no(parent: Resource, key: str) -> str:
    if not isinstance(parent[key], bool):
        raise Invalid(N_("This must be true or false."), field=key)
    return "true" if parent[key] else "false"


_PLAIN_VALUES: dict[str, Callable[[Resource, str], str]] = {
    "valueCodeableConcept": lambda parent, key: concept(parent, key).display,
    "valueString": text,
    "valueBoolean": _yes_or_no,
    "valueInteger": lambda parent, key: str(decimal(parent[key], field=key)),
    "valueDateTime": lambda parent, key: moment(parent[key], field=key).text,
    "valueTime": text,
}


def _component(one: Resource) -> dict[str, str]:
    code = concept(one, "code")
    value, unit = reading(one)
    found = {"system": code.system, "code": code.code, "display": code.display, "value": value, "unit": unit}
    return {key: item for key, item in found.items() if item}


def _code(content: dict[str, Any]) -> Resource:
    coding = {key: content[key] for key in ("system", "code") if key in content}
    return {**({"coding": [coding]} if coding else {}), "text": content.get("display", "")}


def _value(content: dict[str, Any]) -> Resource:
    value, unit = content.get("value", ""), content.get("unit", "")
    if not value:
        return {}
    try:
        number = Decimal(value)
    except ArithmeticError:
        return {"valueString": value}
    return {"valueQuantity": {"value": number, **({"unit": unit} if unit else {})}}
