"""The OpenAPI document: valid, complete, and kept by the answers whatever is asked."""

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

EXAMPLES = 15  # requests of each kind to each operation
NAMES = {
    "/api/v1/categories",
    "/api/v1/match",
    "/api/v1/needs",
    "/api/v1/needs/{need_id}",
    "/api/v1/needs/{need_id}/matches",
    "/api/v1/organisations",
    "/api/v1/organisations/{organisation_id}",
    "/api/v1/regions",
    "/api/v1/solutions",
    "/api/v1/solutions/{solution_id}",
    "/api/v1/solutions/{solution_id}/matches",
}
WITHOUT_ARGUMENTS = {"/api/v1/categories", "/api/v1/regions"}
MATCH = {"id", "title", "url", "rank", "score", "fit", "feasible", "parts", "reasons"}


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


@pytest.mark.parametrize(
    ("path", "kind"),
    [(path, GenerationMode.POSITIVE) for path in sorted(NAMES)]
    + [(path, GenerationMode.NEGATIVE) for path in sorted(NAMES - WITHOUT_ARGUMENTS)],
)
def test_every_answer_keeps_to_the_document_whatever_is_asked(app, market, path, kind):
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=kind))
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def ask(case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    ask()


def test_document_is_openapi_31_with_these_addresses_which_others_rely_on(document):
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == NAMES
    assert {method for path in document["paths"].values() for method in path} == {"get"}


def test_every_schema_of_the_document_is_a_good_json_schema(document):
    for name, body in document["components"]["schemas"].items():
        jsonschema_rs.Draft202012Validator({**body, "components": document["components"]})
        assert body["type"] == "object", name


def test_fields_of_a_match_are_those_others_rely_on(document):
    match = document["components"]["schemas"]["MatchesOut.MatchOut"]

    assert set(match["properties"]) == MATCH
    assert set(match["required"]) == MATCH


def test_every_operation_says_what_it_does_and_how_it_refuses(document):
    for path in document["paths"].values():
        operation = path["get"]
        assert operation["summary"].endswith(".")
        assert {"200", "400", "422", "429"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if status != "200":
                assert list(response["content"]) == ["application/problem+json"]


def test_no_argument_of_an_address_may_be_null(document):
    for path in document["paths"].values():
        for parameter in path["get"].get("parameters", []):
            assert "null" not in str(parameter["schema"])
