"""The open API, version 1: what pages show, for programs, with OpenAPI 3.1 at /api/v1/openapi.json."""
