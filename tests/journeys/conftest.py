"""The same made-up authority as the tests of the pages."""

from tests.ehcp_flow.web.conftest import town as town
