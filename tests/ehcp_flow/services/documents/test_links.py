"""Links that are kept instead of files."""

import pytest

from ehcp_flow.services.documents.filing import link_fault


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://docs.example.gov.uk/a", "must begin with https://"),
        ("javascript:alert(1)", "must begin with https://"),
        ("https:///nowhere", "must begin with https://"),
        ("docs.example.gov.uk", "must begin with https://"),
        ("https://ann:secret@docs.example.gov.uk/", "user name or a password"),
        ("https://docs.example.gov.uk/a b", "not one whole address"),
        ("https://[broken/", "not one whole address"),
        ("", "not one whole address"),
        ("https://docs.example.gov.uk/" + "a" * 2000, "not one whole address"),
    ],
)
def test_a_link_that_leads_nowhere_safe_is_refused(address: str, why: str) -> None:
    assert why in link_fault(address)


def test_a_link_to_a_page_of_the_council_is_kept() -> None:
    assert link_fault("https://docs.example.gov.uk/a?b=1#c") == ""
