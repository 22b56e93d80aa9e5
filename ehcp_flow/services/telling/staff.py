"""Those who work for an authority on one day: who is away, who stands in, and who is told of a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ehcp_flow.db.absences import Absence
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.db.users import User
from notifications.recipients import Member, told
from workflows.policy import Audience

OFFICER = (Audience.OWNER,)


@dataclass(frozen=True, slots=True)
class Staff:
    """The users of an authority as they are on a day."""

    today: date
    users: dict[int, User]
    members: dict[str, Member]
    _told: dict[tuple[tuple[Audience, ...], int | None, str], tuple[str, ...]] = field(default_factory=dict)

    def told(self, audiences: tuple[Audience, ...], owner_id: int | None, team: str) -> tuple[str, ...]:
        """The addresses of those who are told of a case of this officer and team. Asked for thousands of rows."""
        key = audiences, owner_id, team
        found = self._told.get(key)
        if found is None:
            found = told(audiences, self.email(owner_id), team, self.members.values(), self.today)
            self._told[key] = found
        return found

    def email(self, user_id: int | None) -> str:
        """The address of an officer by number, active or not; "" where there is none."""
        user = self.users.get(user_id) if user_id is not None else None
        return user.email if user else ""

    def name(self, user_id: int | None) -> str:
        user = self.users.get(user_id) if user_id is not None else None
        return user.name if user else ""

    def in_place_of(self, owner_id: int | None) -> str:
        """Who does the work of an officer today: the officer, or whoever stands in; "" where there is nobody."""
        owner = self.email(owner_id)
        alone = [member for member in self.members.values() if member.active]
        here = told(OFFICER, owner, "", _without_managers(alone), self.today) if owner else ()
        return here[0] if here else ""

    def in_the_place_of(self, email: str) -> tuple[str, ...]:
        """Who reads today what was meant for somebody: they themselves, whoever stands in, else the managers.

        "" is nobody, in whose place managers are. Empty where nobody at all is there.
        """
        user = next((each for each in self.users.values() if each.email == email), None)
        return told(OFFICER, email, user.team if user else "", self.members.values(), self.today)


def _without_managers(members: Iterable[Member]) -> list[Member]:
    """The same people without what they are, so that nobody is found but the officer and those who stand in."""
    return [
        Member(each.email, each.name, frozenset(), "", each.active, each.away_from, each.back_on, each.stand_in)
        for each in members
    ]


def staff_of(uow: UnitOfWork, authority: str, today: date) -> Staff:
    """Everybody of the authority, with who is away today. Two questions, however many cases there are."""
    away = {each.user_id: each for each in uow.absences.not_over(authority, today) if each.covers(today)}
    users = {user.user_id: user for user in uow.users.all(authority)}
    return Staff(today, users, {user.email: _member(user, away.get(user.user_id)) for user in users.values()})


def _member(user: User, absence: Absence | None) -> Member:
    member = Member(user.email, user.name, user.roles, user.team, user.active)
    if absence is None:
        return member
    return Member(
        user.email, user.name, user.roles, user.team, user.active, absence.away_from, absence.back_on, absence.stand_in
    )
