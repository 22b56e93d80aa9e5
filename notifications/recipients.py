"""Who the people behind an audience are on a day: the officer or a stand-in, the managers of the team, the head of service.

Nobody falls silent because somebody is away: whoever is away is stood in for, and where nobody can be found who stands
in, it goes one step up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.policy import Audience
from workflows.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Member:
    """A user, as far as it matters for whom to tell.

    Away from `away_from` on, that day included, until the day before `back_on`. Without `away_from` it began already,
    and without `back_on` no end is known. `stand_in` is an e-mail address, or "".
    """

    email: str
    name: str
    roles: frozenset[Role]
    team: str = ""
    active: bool = True
    away_from: date | None = None
    back_on: date | None = None
    stand_in: str = ""

    def away(self, today: date) -> bool:
        """Whether away on a day."""
        if self.away_from is None and self.back_on is None:
            return False
        begun = self.away_from is None or self.away_from <= today
        return begun and (self.back_on is None or today < self.back_on)


def told(
    audiences: Iterable[Audience], owner: str, team: str, members: Iterable[Member], today: date
) -> tuple[str, ...]:
    """The e-mail addresses of everybody in these audiences, each once: by audience, and by address within one.

    `owner` is the address of the officer of the case and `team` its team; "" where it has none. Empty where there is
    nobody at all.
    """
    staff = _Staff(members, today)
    wanted = set(audiences)
    found: dict[str, None] = {}
    for audience in Audience:
        if audience in wanted:
            found.update(dict.fromkeys(_people(audience, owner, team, staff)))
    return tuple(found)


class _Staff:
    """Those who work here on a day."""

    def __init__(self, members: Iterable[Member], today: date) -> None:
        self.all = tuple(member for member in members if member.active)
        self._by_email = {_plain(member.email): member for member in self.all}
        self._today = today

    def member(self, email: str) -> Member | None:
        return self._by_email.get(_plain(email))

    def there(self, member: Member | None) -> Member | None:
        """The member, or whoever stands in, to the end of the chain; None where it ends with nobody, or turns back."""
        passed: set[str] = set()
        while member is not None and member.away(self._today):
            if _plain(member.email) in passed:
                return None
            passed.add(_plain(member.email))
            member = self.member(member.stand_in)
        return member

    def with_role(self, role: Role) -> list[Member]:
        return [member for member in self.all if role in member.roles]

    def addresses(self, members: Sequence[Member]) -> list[str]:
        return sorted({there.email for member in members if (there := self.there(member)) is not None})


def _people(audience: Audience, owner: str, team: str, staff: _Staff) -> list[str]:
    match audience:
        case Audience.OWNER:
            there = staff.there(staff.member(owner))
            return [there.email] if there else _managers(team, staff)
        case Audience.STAND_IN:
            officer = staff.member(owner)
            there = staff.there(staff.member(officer.stand_in)) if officer else None
            return [there.email] if there else []
        case Audience.MANAGER:
            return _managers(team, staff)
        case Audience.HEAD_OF_SERVICE:
            return staff.addresses(staff.with_role(Role.HEAD_OF_SERVICE)) or _managers(team, staff)


def _managers(team: str, staff: _Staff) -> list[str]:
    """Those of the team, else those of no team, else any: the first of these with somebody there.

    Where all are away, the head of service; and where that is nobody either, the managers though they are away: better
    read on their return than by nobody.
    """
    managers = staff.with_role(Role.MANAGER)
    of_team = [each for each in managers if each.team and _plain(each.team) == _plain(team)]
    of_none = [each for each in managers if not each.team.strip()]
    heads = staff.with_role(Role.HEAD_OF_SERVICE)
    for some in (of_team, of_none, managers, heads):
        if there := staff.addresses(some):
            return there
    return sorted(each.email for each in of_team or of_none or managers or heads)


def _plain(text: str) -> str:
    return text.strip().casefold()
