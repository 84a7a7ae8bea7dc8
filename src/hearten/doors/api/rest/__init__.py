"""The REST interface (OpenAPI)."""
