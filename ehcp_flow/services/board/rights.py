"""Who may close a month, and who may see the cases behind a number or the edition that holds nothing back."""

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from workflows.advance import Actor
from workflows.refusals import Refusal
from workflows.vocabulary import Role
from workflows.words import list_words

SOURCE = "Rights over the Board report (ehcp_flow/services/board/rights.py)"
MAY_CLOSE = (Role.MANAGER, Role.HEAD_OF_SERVICE, Role.ANALYST)
MAY_SEE_CASES = (Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER, Role.HEAD_OF_SERVICE, Role.ANALYST)
SEE_SMALL_NUMBERS = "See the report with its small numbers"


def allowed(
    uow: UnitOfWork, office: Office, email: str | None, roles: tuple[Role, ...], what: str, source: str = SOURCE
) -> Actor | Refusal:
    """Whoever asks, if one of these roles is theirs; None for `email` is the operator (docs/decisions/0008).

    Panel members and health read the report, never the cases behind it. `source`: where it says who may.
    """
    actor = office.actor(uow, email)
    if isinstance(actor, Refusal) or set(roles) & actor.roles:
        return actor
    return Refusal(
        what,
        f"{actor.name} has none of the roles that may: {list_words([role.value for role in roles], 'or')}",
        source,
        "Ask somebody who has one of them, or a manager to give the role with “ehcp-flow user”.",
    )


def may_see_exact(office: Office, email: str | None, what: str) -> Actor | Refusal:
    """Whoever asks, if they may see what holds nothing back: it opens to cases, so it is for those who may see them."""
    with office.database.reading() as connection:
        return allowed(UnitOfWork(connection), office, email, MAY_SEE_CASES, what)
