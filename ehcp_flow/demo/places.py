"""Schools, colleges and other settings of the made-up authority: URNs from 990001 and UKPRNs from 99000001, never issued."""

from datetime import date, timedelta

from ehcp_flow.demo.dice import Dice, age, school_age
from reports.sen2.model import Place

# Kind: first number, how many there are.
URNS = {
    "nursery": (990401, 24),
    "mainstream_primary": (990001, 78),
    "mainstream_secondary": (990101, 17),
    "sen_unit": (990131, 5),
    "resourced": (990141, 9),
    "special": (990201, 6),
    "independent_special": (990301, 18),
    "alternative": (990251, 3),
}
COLLEGES = (99000001, 6)
SETTINGS = {"early_years_provider": "EYP", "home_educated": "EHE", "section_61": "OLA", "section_42": "OPA"}
STARTS_AT = {"early_years": 0, "primary": 4, "secondary": 11, "post_16": 16, "post_19": 19}


def phase(born: date, on: date) -> str:
    """The phase of education on a day."""
    years = school_age(born, on)
    return [name for name, first in STARTS_AT.items() if years >= first or first == 0][-1]


def phase_began(born: date, on: date) -> date:
    """The 1 September on which the phase of that day began; for the early years, the date of birth."""
    first = STARTS_AT[phase(born, on)]
    if first == 0:
        return born
    return date(born.year + first + (born.month > 8), 9, 1)


def place(dice: Dice, born: date, on: date, entry: date | None = None, leaving: date | None = None) -> Place:
    """Where a child of that age is on a day: a PlacementDetail with rank 1."""
    when = phase(born, on)
    kind = dice.draw(when)
    work_based = dice.draw("work_based_post_16") if when in ("post_16", "post_19") else "none"
    details: dict[str, str | bool | None] = {
        "residential": ("B" if dice.chance(0.3) else "A") if boards(dice, kind, born, on) else None,
        "work_based": None if work_based == "none" else work_based,
    }
    if kind == "college":
        first, how_many = COLLEGES
        details |= {"ukprn": str(first + dice.number(0, how_many - 1)), "sen_unit": False, "resourced_provision": False}
    elif register := URNS.get(
        f"{kind}_{'primary' if when == 'primary' else 'secondary'}" if kind == "mainstream" else kind
    ):
        first, how_many = register
        details |= {
            "urn": str(first + dice.number(0, how_many - 1)),
            "sen_unit": kind == "sen_unit",
            "resourced_provision": kind == "resourced",
        }
    else:
        setting, other = setting_of(kind, when, age(born, min(on, dice.census)))
        details |= {"setting": setting, "setting_other": other, "work_based": None}
    return Place(rank="1", entry_date=entry, leaving_date=leaving, **details)  # type: ignore[arg-type]


def boards(dice: Dice, kind: str, born: date, on: date) -> bool:
    return kind == "independent_special" and age(born, on) >= 7 and dice.often("residential")


def setting_of(kind: str, when: str, years: int) -> tuple[str, str | None]:
    """The code of a setting without a number, and its explanation where the code asks for one."""
    if kind == "neet" and 16 <= years <= 25:
        return "NEET", None
    if kind == "leaving":
        return "NIEC", None
    if kind in SETTINGS:
        return SETTINGS[kind], None
    if when == "early_years":
        return "OTH", "At home with portage" if kind == "at_home" else "Childminder"
    return "NIEO", "Waiting for a place"


def named_in_plan(dice: Dice, placement: Place) -> tuple[Place, ...]:
    """What section I names for a child who is placed there: one place, now and then two (module 4b has no dates)."""
    if placement.setting in ("NEET", "NIEC", "NIEO"):
        first = Place(setting="OTH", setting_other="Type of setting only: college of further education", rank="1")
    else:
        first = Place(
            urn=placement.urn,
            ukprn=placement.ukprn,
            setting=placement.setting,
            setting_other=placement.setting_other,
            rank="1",
            sen_unit=placement.sen_unit,
            resourced_provision=placement.resourced_provision,
        )
    if not dice.often("two_places"):
        return (first,)
    start, how_many = COLLEGES
    ukprn = str(start + dice.number(0, how_many - 1))
    if ukprn == first.ukprn:
        return (first,)
    return (first, Place(ukprn=ukprn, rank="2", sen_unit=False, resourced_provision=False))


def placements(dice: Dice, born: date, since: date, on: date) -> tuple[Place, ...]:
    """The placement on a day and, where the phase changed since the plan began, now and then the one before."""
    began = phase_began(born, on)
    entry = max(began, since)
    if entry == since:
        entry = min(since + timedelta(dice.number(0, 45)), on)
    current = place(dice, born, on, entry)
    earlier_end = date(began.year, 7, 31)
    if began <= since or earlier_end <= since or not dice.often("earlier_placement"):
        return (current,)
    earlier_entry = max(since, phase_began(born, earlier_end))
    return (place(dice, born, earlier_end, earlier_entry, earlier_end), current)
