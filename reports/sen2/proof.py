"""Reads people as a reader of the written return would, before there is a file: every rule, also those kept while reading."""

from dataclasses import fields

from reports.sen2 import rules
from reports.sen2.model import Header, Person
from reports.sen2.parse import ElementParser
from reports.sen2.plain import Plain
from reports.sen2.problems import Effect, PersonRecord, Problem, label
from reports.sen2.reader import examined, record_of
from reports.sen2.shape import PERSON
from reports.sen2.writer import person_element

QUERIES = frozenset({"S07", "S08", "S11"})
"""Rules whose breach can be right (a refusal that was conceded without mediation or appeal): to look at, never an error."""

_VALUES = tuple(field.name for field in fields(Person) if field.name != "line")


def is_error(problem: Problem) -> bool:
    """Whether a problem must be mended before the return goes; the others are to be looked at."""
    return problem.rule not in QUERIES or problem.effect is not Effect.NOTED


class Proof:
    """The rules of one return, asked person by person in the order of the file (S23 asks whether a UPN came before)."""

    def __init__(self, header: Header) -> None:
        if header.year is None:
            raise ValueError("A return is proved for a collection year.")
        self._year = header.year
        self._plain = Plain(PERSON, header.year)
        self._parser = ElementParser(PERSON, header.year)
        self._context = rules.context_of(header)
        self._seen: set[str] = set()

    def of(self, person: Person) -> PersonRecord:
        """The person as read back, with every breach of a rule. Text that XML cannot hold is a breach of S01."""
        if self._plain.holds(person) and not any(request.line for request in person.requests):
            values = {name: value for name in _VALUES if (value := getattr(person, name)) is not None}
            return examined(values, [], 0, self._context, self._seen)
        try:
            element = person_element(person, self._year)
        except ValueError:
            named = label(person.upn, person.line, None)
            words = "The name, the postcode or a number has a character that XML cannot hold."
            problem = Problem(named, None, "Surname", "", "S01", Effect.SET_ASIDE, words, rules.BY_ID["S01"].mend)
            return PersonRecord(None, (problem,), named, person.line)
        return record_of(element, self._parser, self._context, self._seen)
