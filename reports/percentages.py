"""The one percentage function of the project: exact, half up, one decimal place, as DfE publishes."""


def percent(numerator: int, denominator: int) -> str | None:
    """The share as text with one decimal place ("6.3"), or None where the denominator is 0.

    Whole numbers only: binary floating point, rounded to even, gives another answer than the published one
    for 351 of 72,983 percentages (DfE, Education, health and care plans, reporting year 2025).

    Raises ValueError for a negative part.
    """
    if numerator < 0 or denominator < 0:
        raise ValueError(f"A share needs counts of 0 or more, not {numerator} of {denominator}.")
    if denominator == 0:
        return None
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
