"""The FHIR R4 server for hospitals: Claim in; ClaimResponse and ExplanationOfBenefit out (docs/hospitals.md)."""
