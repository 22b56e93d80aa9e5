"""What every service works with: the database, the clock, the authority, and who is asking."""

from dataclasses import dataclass, field

from ehcp_flow.clock import Clock
from ehcp_flow.db.engine import Database
from ehcp_flow.db.unit_of_work import UnitOfWork
from workflows.advance import Actor
from workflows.days import ENGLAND, Calendar, Closure
from workflows.parameters import Law, the_law
from workflows.refusals import Refusal
from workflows.vocabulary import Role

OPERATOR = "operator"

OFFICER_ROLES = frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER})


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on letters: the lines under the authority's name, and whom a family can turn to. Empty where not set."""

    lines: tuple[str, ...] = ()
    advice: str = ""
    mediation: str = ""
    disagreement: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """One authority's work in one database. `operator_decides`: see docs/decisions/0008.

    `public_url` is where the web pages are, for the links in messages; empty where there are none. `office_email` hears
    of what has nobody else to go to. `production`: children's numbers are real, so test numbers are refused. `secret_key`
    signs the links of health notices. `domains` are those of users' addresses, in small letters; none: any.
    `letterhead` stands on letters.
    """

    database: Database
    clock: Clock
    authority: str
    operator_decides: bool = True
    public_url: str = ""
    office_email: str = ""
    production: bool = False
    secret_key: str = field(default="", repr=False)
    domains: tuple[str, ...] = ()
    letterhead: Letterhead = Letterhead()
    law: Law = field(default_factory=the_law)

    def is_own(self, email: str) -> bool:
        """Whether an address is of the authority's own domains, so that a user may have it and a digest may go there."""
        return not self.domains or email.rpartition("@")[2].strip().casefold() in self.domains

    def calendar(self, uow: UnitOfWork) -> Calendar:
        """The working days of this authority: England's, less the one-off holidays it has entered."""
        extra = [day for day, _name in uow.settings.holidays(self.authority)]
        return Calendar(extra) if extra else ENGLAND

    def closures(self, uow: UnitOfWork) -> list[Closure]:
        """The school closures held for this authority, for every setting."""
        return [Closure(held.name, held.closed_from, held.reopens_on) for held in uow.settings.closures(self.authority)]

    def operator(self) -> Actor:
        """Whoever sits at the command line without saying who they are."""
        return Actor(OPERATOR, OFFICER_ROLES, person=False, may_decide_alone=self.operator_decides)

    def actor(self, uow: UnitOfWork, email: str | None) -> Actor | Refusal:
        """The user with this address as an actor, or the operator where none is given."""
        if not email:
            return self.operator()
        user = uow.users.by_email(self.authority, email)
        if user is None or not user.active:
            return Refusal(
                f"Act as {email}",
                "no active user has this e-mail address" if user is None else "this user is no longer active",
                "Users of this authority",
                "Add the user with “ehcp-flow user add”, or check the address with “ehcp-flow user list”.",
            )
        return Actor(user.email, user.roles)
