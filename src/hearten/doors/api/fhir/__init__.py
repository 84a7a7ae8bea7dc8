"""The FHIR R4 interface: mappers, one file for each resource."""
