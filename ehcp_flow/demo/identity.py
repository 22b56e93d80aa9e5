"""Who a made-up child is: name, birth, numbers and address, none of which can belong to anybody.

Numbers are well formed so that readers accept them, and lie outside what is ever issued: UPNs of an authority 997 that does
not exist, ULNs beginning 99, postcodes of the area ZZ (districts ZZ1 to ZZ8; ZZ99 is used by statisticians).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ehcp_flow.demo.dice import Dice, age
from ehcp_flow.demo.names import BOYS, GIRLS, SURNAMES

AUTHORITY = "997"
MOST_PEOPLE = 1_000_000
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # no I, O, S
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # no C, I, K, M, O, V


@dataclass(frozen=True, slots=True)
class Identity:
    """Module 1 of the return without the requests."""

    surname: str
    forename: str
    born: date
    sex: str
    ethnicity: str
    postcode: str
    upn: str | None = None
    uln: str | None = None
    upn_unknown: str | None = None


def check_letter(digits: str) -> str:
    """The letter before the twelve digits of a UPN: weights 2 to 13, sum modulo 23 (sen2.md, rule S02)."""
    return CHECK_LETTERS[sum(weight * int(digit) for weight, digit in enumerate(digits, start=2)) % 23]


def upn(number: int, born: date) -> str:
    """The UPN of the person with this number (0 to 999,999), different for each: school and serial are the number shuffled."""
    shuffled = number * 387_017 % MOST_PEOPLE
    digits = f"{AUTHORITY}{2000 + shuffled // 1000}{(born.year + 4) % 100:02}{shuffled % 1000:03}"
    return check_letter(digits) + digits


def uln(number: int) -> str:
    """A ULN beginning 99: ten digits, weights 10 to 2 over the first nine, the last is 10 less the sum modulo 11."""
    stem = 990_000_000 + number
    while (
        rest := sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), str(stem), strict=True)) % 11
    ) == 0:
        stem += MOST_PEOPLE  # such a number is not issued
    return f"{stem}{10 - rest}"


def postcode(dice: Dice) -> str:
    letters = "".join(INWARD_LETTERS[dice.number(0, len(INWARD_LETTERS) - 1)] for _ in range(2))
    return f"ZZ{dice.number(1, 8)} {dice.number(0, 9)}{letters}"


def stranger(dice: Dice, born: date) -> Identity:
    """Somebody new, without numbers yet."""
    sex = dice.draw("sex")
    return Identity(
        surname=SURNAMES[dice.number(0, len(SURNAMES) - 1)],
        forename=forename(dice, sex),
        born=born,
        sex=sex,
        ethnicity=dice.draw("ethnicity"),
        postcode=postcode(dice),
    )


def twin(dice: Dice, of: Identity) -> Identity:
    """A brother or sister born the same day."""
    sex = dice.draw("sex")
    name = forename(dice, sex)
    while name == of.forename:
        name = forename(dice, sex)
    return Identity(of.surname, name, of.born, sex, of.ethnicity, of.postcode)


def namesake(dice: Dice, of: Identity) -> Identity:
    """Another child with the same name and date of birth: a return must not be keyed by these."""
    return Identity(of.surname, of.forename, of.born, of.sex, dice.draw("ethnicity"), postcode(dice))


def forename(dice: Dice, sex: str) -> str:
    names = GIRLS if sex == "F" else BOYS
    return names[dice.number(0, len(names) - 1)]


def numbers(dice: Dice, number: int, born: date, no_further_action: bool) -> tuple[str | None, str | None, str | None]:
    """UPN, ULN or the reason for having neither: exactly one of them."""
    years = age(born, dice.today)
    roll = dice.rng.random()
    if no_further_action and roll < 0.06:
        return None, None, "UN10"
    if (years < 4 and roll < 0.5) or (years == 4 and roll < 0.15):
        return None, None, "UN1"
    if years >= 17 and roll > 0.95:
        return None, uln(number), None
    if roll > 0.993:
        return None, None, "UN9" if years >= 19 else "UN3" if roll > 0.997 else "UN2"
    return upn(number, born), None, None


def years_before(day: date, years: int, days: int) -> date:
    """A date of birth that makes somebody this many years old on a day, and up to a year more."""
    return day - timedelta(days=int(years * 365.25) + 1 + days)
