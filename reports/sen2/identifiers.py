"""The forms of the numbers in a return: UPN with its check letter, ULN, URN, UKPRN, authority."""

import re

_UPN = re.compile(r"[A-Z]\d{11}[\dA-Z]", re.ASCII)
_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # A to Z less I, O and S: 23 letters
_ULN = re.compile(r"\d{10}", re.ASCII)
_URN = re.compile(r"\d{1,6}", re.ASCII)
_UKPRN = re.compile(r"\d{8}", re.ASCII)
_AUTHORITY = re.compile(r"\d{3}|XXX", re.ASCII)


def upn_well_formed(upn: str) -> bool:
    """A letter and 12 digits, or (a temporary one) a letter, 11 digits and a letter."""
    return _UPN.fullmatch(upn) is not None


def upn_check_letter(digits: str) -> str:
    """The first letter of the UPN with these 12 digits: weights 2 to 13, sum modulo 23."""
    return _CHECK_LETTERS[sum(int(digit) * weight for weight, digit in enumerate(digits, start=2)) % 23]


def upn_letter_right(upn: str) -> bool:
    """Whether the check letter of a well-formed UPN fits. A temporary UPN is not checked: its rule is not public."""
    return not upn[1:].isdigit() or upn[0] == upn_check_letter(upn[1:])


def uln_well_formed(uln: str) -> bool:
    """10 digits."""
    return _ULN.fullmatch(uln) is not None


def urn_well_formed(urn: str) -> bool:
    """Up to 6 digits."""
    return _URN.fullmatch(urn) is not None


def ukprn_well_formed(ukprn: str) -> bool:
    """8 digits."""
    return _UKPRN.fullmatch(ukprn) is not None


def authority_well_formed(authority: str) -> bool:
    """Three digits, or XXX for an unknown authority or one outside the list."""
    return _AUTHORITY.fullmatch(authority) is not None
