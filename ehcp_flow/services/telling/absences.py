"""Who is away, and who stands in: warnings and digests go to the stand-in, or to the manager where there is none."""

from collections.abc import Sequence
from datetime import date

from ehcp_flow.db.absences import Absence
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.db.users import User
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal
from workflows.words import day_words, list_words

RULE = "Who stands in (casework.md 1.4)"


def away(
    office: Office,
    email: str,
    back_on: date,
    stand_in: str = "",
    away_from: date | None = None,
    as_user: str | None = None,
) -> Absence | Refusal:
    """A user is away from a day (default: today) to the day before `back_on`, and somebody may stand in.

    It takes the place of what was said before for the same days.
    """
    today = office.clock.today()
    since = away_from or today
    what = f"Record that {email} is away"
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        uow.alone_in(office.authority)
        user = _active(uow, office, email, what)
        if isinstance(user, Refusal):
            return user
        if back_on <= max(since, today):
            first = max(since, today)
            return Refusal(what, f"back on {day_words(back_on)} is no day after {day_words(first)}", RULE, _DATES)
        others = uow.absences.not_over(office.authority, today)
        own = [each for each in others if each.user_id == user.user_id and each.overlaps(since, back_on)]
        address = ""
        if stand_in:
            found = _stand_in(uow, office, user, stand_in, what)
            if isinstance(found, Refusal):
                return found
            users = {each.user_id: each for each in uow.users.all(office.authority)}
            rest = [each for each in others if each.user_id != user.user_id]
            circle = _circle(user.email, found.email, since, back_on, rest, users)
            if circle:
                return _goes_round(what, circle)
            address = found.email
        for each in own:
            uow.absences.end(each, min(since, each.back_on))
        absence = Absence(office.authority, user.user_id, since, back_on, address, actor.name, office.clock.now())
        uow.absences.add(absence)
        uow.commit()
        return absence


def back(office: Office, email: str, as_user: str | None = None) -> Absence | Refusal:
    """A user is back today. Where they were not away yet, what was planned next is taken back."""
    today = office.clock.today()
    what = f"Record that {email} is back"
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        user = uow.users.by_email(office.authority, email)
        if user is None:
            return _nobody(what)
        own = [each for each in uow.absences.not_over(office.authority, today) if each.user_id == user.user_id]
        if not own:
            return Refusal(what, "they are not away", RULE, "See who is away with “ehcp-flow user list”.")
        uow.absences.end(own[0], today)
        uow.commit()
        return own[0]


def absences(office: Office) -> dict[int, list[Absence]]:
    """The absences that run today or are planned, by the number of the user, the earliest first."""
    found: dict[int, list[Absence]] = {}
    with office.database.reading() as connection:
        for each in UnitOfWork(connection).absences.not_over(office.authority, office.clock.today()):
            found.setdefault(each.user_id, []).append(each)
    return found


_DATES = "Give --until the first day back, which is after the first day away and after today."


def _active(uow: UnitOfWork, office: Office, email: str, what: str) -> User | Refusal:
    user = uow.users.by_email(office.authority, email)
    return user if user is not None and user.active else _nobody(what)


def _nobody(what: str) -> Refusal:
    return Refusal(
        what,
        "no active user has this e-mail address",
        "Users of this authority",
        "Check the address with “ehcp-flow user list”.",
    )


def _stand_in(uow: UnitOfWork, office: Office, user: User, email: str, what: str) -> User | Refusal:
    found = uow.users.by_email(office.authority, email)
    if found is None or not found.active:
        return Refusal(what, f"no active user has the address {email}", RULE, "Give --stand-in an active user.")
    if found.user_id == user.user_id:
        return Refusal(what, "nobody stands in for themselves", RULE, "Give --stand-in another user, or leave it out.")
    return found


def _circle(
    of: str, stand_in: str, since: date, until: date, absences: Sequence[Absence], users: dict[int, User]
) -> list[str]:
    """Those who would stand in for each other all the way round on one day or more; empty where it comes to an end."""
    for each in absences:
        user = users.get(each.user_id)
        if user is None or user.email != stand_in or not each.stand_in or not each.overlaps(since, until):
            continue
        if each.stand_in == of:
            return [of, stand_in, of]
        rest = [other for other in absences if other is not each]
        first, last = max(since, each.away_from), min(until, each.back_on)
        further = _circle(of, each.stand_in, first, last, rest, users)
        if further:
            return [of, stand_in, *further[1:]]
    return []


def _goes_round(what: str, circle: Sequence[str]) -> Refusal:
    return Refusal(
        what,
        f"{list_words(circle[:-1])} would stand in for each other, and nobody would be told",
        RULE,
        "Choose somebody who is at work, or leave --stand-in out: then the manager is told.",
    )
