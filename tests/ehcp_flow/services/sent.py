"""Any requests that a return may hold, in any order and however odd, for Hypothesis."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from reports.sen2.identifiers import upn_check_letter
from reports.sen2.model import ActivePlan, Assessment, NamedPlan, Person, Request
from tests.ehcp_flow.services.at_work import child

days = st.dates(date(2023, 1, 1), date(2025, 12, 31))
yes_no = st.none() | st.booleans()


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


plans = st.builds(
    NamedPlan,
    start_date=maybe(days),
    personal_budget=yes_no,
    cease_date=maybe(days),
    cease_reason=maybe(st.sampled_from("123456789")),
)
assessments = st.builds(
    Assessment,
    outcome=st.sampled_from("YYYNAWH"),
    outcome_date=maybe(days),
    mediation=yes_no,
    tribunal=yes_no,
    other_mediation=yes_no,
    other_tribunal=yes_no,
    week20=yes_no,
    plan=maybe(plans),
)
active_plans = st.builds(
    ActivePlan,
    transfer_la=st.sampled_from([None, None, "830"]),
    review_meeting=maybe(days),
    review_outcome=maybe(st.sampled_from("MAC")),
    review_draft=maybe(days),
    last_review=maybe(days),
)
requests = st.builds(
    Request,
    received=maybe(days),
    outcome_date=maybe(days),
    outcome=st.sampled_from("YYYNNAWH"),
    mediation=yes_no,
    tribunal=yes_no,
    exported=st.sampled_from([None, None, None, "830"]),
    assessments=st.lists(assessments, max_size=2).map(tuple),
    active_plan=maybe(active_plans),
)


def people(requests_of_each: list[list[Request]]) -> list[Person]:
    """A child with a number of its own for each list of requests."""
    return [child(*asked, upn=upn_of(number)) for number, asked in enumerate(requests_of_each)]


def upn_of(number: int) -> str:
    digits = f"831200{number:06}"
    return upn_check_letter(digits) + digits
