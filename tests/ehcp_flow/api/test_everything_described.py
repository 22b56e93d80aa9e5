"""The API is asked everything that its description allows, and much that it does not: no fault, and no answer undescribed."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.ehcp_flow.api.conftest import token_of
from tests.ehcp_flow.web.a_site import Town
from workflows.vocabulary import Role

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = 12
"""Of each route and mode."""


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_whatever_is_asked_is_answered_as_described(town: Town, mode: schemathesis.GenerationMode) -> None:
    user = town.user("Every Role", *(role for role in town.users if role is not Role.ADMIN))
    for surname in ("Marrow", "Leek"):
        town.open("Ada", surname)
    headers = {"Authorization": f"Bearer {token_of(town, user).key}"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", town.app)
    asked = 0
    for operation in (each.ok() for each in schema.get_all_operations()):

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            if "reference" in (case.path_parameters or {}) and mode is schemathesis.GenerationMode.POSITIVE:
                case.path_parameters["reference"] = "EHC-2026-00001"
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
        asked += 1
    assert asked == 9
    assert town.desk.sound()
