"""The same made-up authority as the tests of the pages, and the browser."""

from tests.ehcp_flow.web.conftest import chromium as chromium
from tests.ehcp_flow.web.conftest import town as town
