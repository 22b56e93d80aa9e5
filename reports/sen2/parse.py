"""One element of a return into one record, with what could not be read in it. Nothing is guessed."""

from datetime import date, datetime
from typing import Any, NamedTuple

from lxml import etree

from reports.sen2.codes import code_set, meanings
from reports.sen2.identifiers import uln_well_formed, upn_well_formed
from reports.sen2.problems import Effect, Finding
from reports.sen2.shape import Block, Item, Kind, Part
from reports.sen2.stream import line_of

NEWEST = 2026
"""The newest collection that is known; a return that does not say its year is read with these codes."""

_YES_NO: dict[str, Any] = {"1": True, "0": False, "true": True, "false": False}
_MIDNIGHT = ("T00:00:00", "T00:00:00.000", "T00:00:00Z", " 00:00:00", "Z")
_LONGEST_VALUE = 60
_CORRECT = "Correct it in the source system and make the return again."


class _Step(NamedTuple):
    """What to do with one element: `known` turns a text into its value; None takes the text as it is."""

    attribute: str
    entry: Item | Part
    known: dict[str, Any] | None
    inner: "_Steps | None"


class _Steps:
    """The steps of one block, by tag as it stands in the file; tags are looked at once and remembered."""

    def __init__(self, block: Block, year: int, dates: dict[str, Any]) -> None:
        self.block = block
        self.by_tag: dict[Any, _Step | None] = {}
        self._by_name = {name: _step(entry, year, dates) for name, entry in block.by_name().items()}

    def find(self, tag: Any) -> _Step | None:
        """The step of that tag: any name space, any case. None for an unknown element, an entity, a comment."""
        step = self._by_name.get(tag.rpartition("}")[2].lower()) if isinstance(tag, str) else None
        if len(self.by_tag) < 1000:  # a made-up file with endless tag names must not fill the memory
            self.by_tag[tag] = step
        return step


def _step(entry: Item | Part, year: int, dates: dict[str, Any]) -> _Step:
    if isinstance(entry, Part):
        return _Step(entry.attribute, entry, None, _Steps(entry.block, year, dates))
    known: dict[str, Any] | None = None
    if entry.kind is Kind.DATE:
        known = dates
    elif entry.kind is Kind.YES_NO:
        known = _YES_NO
    elif entry.kind is Kind.CODE:
        known = {code: code for code in meanings(entry.element, year)}
    elif entry.kind in (Kind.MOMENT, Kind.YEAR):
        known = {}
    return _Step(entry.attribute, entry, known, None)


class ElementParser:
    """Reads elements of one block for a whole file. `findings` gathers what was wrong since the last `take`."""

    def __init__(self, block: Block, year: int | None) -> None:
        self._year = min(year or NEWEST, NEWEST)
        self._dates: dict[str, Any] = {}
        self._steps = _Steps(block, self._year, self._dates)
        self._findings: list[Finding] = []
        self._request: int | None = None

    def take(self, element: etree._Element) -> tuple[dict[str, Any], list[Finding]]:
        """The values of the element by attribute, records within it built, and the findings."""
        self._findings, self._request = [], None
        return self._values(element, self._steps), self._findings

    def _values(self, element: etree._Element, steps: _Steps) -> dict[str, Any]:
        values: dict[str, Any] = {}
        by_tag = steps.by_tag
        for child in element:
            tag = child.tag
            step = by_tag[tag] if tag in by_tag else steps.find(tag)
            if step is None:
                continue
            if step.inner is not None:
                self._add_part(values, step, child)
                continue
            text = child.text
            if text is None or not (text := text.strip()):
                continue
            value = text if step.known is None else step.known.get(text)
            if value is None:
                value = self._uncommon(step, text)
            if step.attribute not in values:
                if value is not None:
                    values[step.attribute] = value
            elif value != values[step.attribute]:
                self._given_twice(step.entry.element, text)
        return values

    def _add_part(self, values: dict[str, Any], step: _Step, element: etree._Element) -> None:
        part, inner = step.entry, step.inner
        assert isinstance(part, Part) and inner is not None  # noqa: S101, PT018 - narrows the types of a table
        is_request = part.attribute == "requests"
        if is_request:
            self._request = len(values.get("requests", ())) + 1
        found = self._values(element, inner)
        if not found:
            return  # an empty element says nothing
        if is_request:
            found["line"] = line_of(element)
        if part.attribute == "needs" and "type" not in found:
            self._add("SENneed", "", "S17", Effect.VALUE_LEFT_OUT, "A need has no type that can be read.", _CORRECT)
            return
        record = inner.block.record(**found)
        if part.many:
            values[part.attribute] = (*values.get(part.attribute, ()), record)
        elif part.attribute in values:
            self._given_twice(part.element, "")
        else:
            values[part.attribute] = record

    def _uncommon(self, step: _Step, text: str) -> Any:
        """A value that is not among the known ones: read it, or say why it cannot be read and give None."""
        item = step.entry
        assert isinstance(item, Item)  # noqa: S101 - narrows the types of a table
        if item.kind is Kind.DATE:
            value = read_date(text)
            if value is not None:
                self._dates[text] = value
            else:
                self._unreadable(item, text, "S04", f"“{text}” is not a date written like 2025-03-31.")
            return value
        if item.kind is Kind.MOMENT:
            return self._moment(item, text)
        if item.kind is Kind.YEAR:
            if len(text) == 4 and text.isascii() and text.isdigit():
                return int(text)
            self._unreadable(item, text, "S24", f"“{text}” is not a year.")
        elif item.kind is Kind.YES_NO:
            self._unreadable(item, text, "S03", f"“{text}” is neither 1 (yes) nor 0 (no).")
        elif text in code_set(item.element):
            self._add(item.element, text, "S03", Effect.NOTED, *_of_another_year(text, self._year))
            return text
        else:
            self._unreadable(item, text, "S03", f"“{text}” is not a code of {item.element}.")
        return None

    def _moment(self, item: Item, text: str) -> datetime | None:
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            self._unreadable(item, text, "S24", f"“{text}” is not a date and time written like 2026-02-03T09:00:00.")
            return None

    def _unreadable(self, item: Item, text: str, rule: str, words: str) -> None:
        effect = Effect.SET_ASIDE if item.essential else Effect.VALUE_LEFT_OUT
        self._add(item.element, text, rule, effect, words, _CORRECT)

    def _given_twice(self, element: str, text: str) -> None:
        words = f"{element} is given more than once; the first is used."
        self._add(element, text, "S03", Effect.VALUE_LEFT_OUT, words, "Give it once, or split the record.")

    def _add(self, element: str, text: str, rule: str, effect: Effect, words: str, do: str) -> None:
        short = text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
        if short != text:
            words = words.replace(text, short)
        self._findings.append(Finding(self._request, element, short, rule, effect, words, do))


def read_date(text: str) -> date | None:
    """A date written ccyy-mm-dd, at midnight if it has a time; None for anything else: 03/04/2025 is not guessed at."""
    if len(text) > 10 and text[10:] in _MIDNIGHT:
        text = text[:10]
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check_identifiers(values: dict[str, Any], findings: list[Finding]) -> None:
    """Leaves out a UPN or ULN that is none: people are recognised by it, and a filler would make many people one."""
    if upn := values.get("upn"):
        values["upn"] = upn = upn.upper()
        if not upn_well_formed(upn):
            del values["upn"]
            words = "The UPN is not a letter and 12 digits, nor a temporary one (a letter, 11 digits, a letter)."
            findings.append(_left_out("UPN", upn, words))
    uln = values.get("uln")
    if uln and not uln_well_formed(uln):
        del values["uln"]
        findings.append(_left_out("UniqueLearnerNumber", uln, "The unique learner number does not have 10 digits."))


def _left_out(element: str, text: str, words: str) -> Finding:
    return Finding(None, element, text[:_LONGEST_VALUE], "S02", Effect.VALUE_LEFT_OUT, words, _CORRECT)


def _of_another_year(text: str, year: int) -> tuple[str, str]:
    return f"“{text}” is a code of another collection year than {year}; it is kept.", "Use a code of this collection."
