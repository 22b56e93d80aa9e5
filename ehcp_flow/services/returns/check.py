"""What keeps the return from going as the ledgers now are, case by case, with what to record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.db.ledger import StoredCase
from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.office import Office
from ehcp_flow.services.returns.cases import request_of
from ehcp_flow.services.returns.collection import Collection
from ehcp_flow.services.returns.export import Posts, collection_here, header_of
from ehcp_flow.services.returns.mends import mend
from ehcp_flow.services.returns.people import Returned, Told, returned, returned_with
from reports.sen2.model import Header, Request
from reports.sen2.problems import Problem
from reports.sen2.proof import Proof, is_error
from reports.sen2.rules import BY_ID, examine_header
from workflows.refusals import Refusal

ASKED = "E01"
"""Our id for an item that the collection asks for and that no rule S01 to S24 looks at."""

ASKED_WORDS = "What the collection asks of every request, and of the header, is given."
RULE_WORDS = {rule.id: rule.words for rule in BY_ID.values()} | {ASKED: ASKED_WORDS}
_ASKED_SINCE = {"RequestSource": 2026, "RYA": 2023, "DMO": 2023, "DCO": 2023, "DSCO": 2026}


@dataclass(frozen=True, slots=True)
class Blocking:
    """One breach of a rule. `case` is "" for the header; a breach of a person's own details names their latest case.

    `words` and `do` hold nothing of the person. A `query` can be right as it is: it is to be looked at and blocks nothing.
    """

    case: str
    rule: str
    field: str
    words: str
    do: str
    query: bool = False


def blocking(office: Office, year: int, known_at: datetime | None = None) -> list[Blocking] | Refusal:
    """What must be mended in the ledgers before the return of that year can go, in order of person and request."""
    found = findings(office, year, known_at)
    return found if isinstance(found, Refusal) else _to_mend(found)


class Check:
    """`blocking` for whoever reads every ledger anyway: `add` each case in order of case, then ask. Give it one view.

    It holds the requests of the return meanwhile, and no ledger.
    """

    def __init__(self, office: Office, collection: Collection, known_at: datetime | None = None) -> None:
        self._header = header_of(office, collection)
        self._authority = office.authority
        self._collection = collection
        self._known_at = known_at
        self._told: dict[int, list[Told]] = defaultdict(list)

    def add(self, case: StoredCase) -> None:
        """One case of the authority, with its ledger."""
        request = request_of(case.entries, self._collection, self._known_at)
        if request is not None:
            self._told[case.person_id].append((case.reference, request))

    def blocking(self, uow: UnitOfWork) -> list[Blocking]:
        """What must be mended in the cases that were added, in order of person and request."""
        people = returned_with(uow, self._authority, self._told)
        return _to_mend(_of_people(people, self._header, self._collection))


def _to_mend(found: Iterable[Blocking]) -> list[Blocking]:
    return [each for each in found if each.case and not each.query]


def findings(
    office: Office, year: int, known_at: datetime | None = None, posts: Posts | None = None
) -> list[Blocking] | Refusal:
    """The same with the header's, and with what is only to be looked at."""
    collection = collection_here(office, year)
    if isinstance(collection, Refusal):
        return collection
    header = header_of(office, collection, posts=posts)
    with office.database.reading() as connection:
        people = returned(UnitOfWork(connection), office.authority, collection, known_at)
        return [*_of_header(header), *_of_people(people, header, collection)]


def _of_header(header: Header) -> Iterator[Blocking]:
    for problem in examine_header(header, header.authority):
        yield _blocking("", problem)
    for field, said in (("DMO", header.dmo), ("DCO", header.dco), ("DSCO", header.dsco)):
        if said is None and (header.year or 0) >= _ASKED_SINCE[field]:
            words = f"It is not said whether there is a designated officer ({field})."
            yield Blocking("", ASKED, field, words, f"Say it when you export: --{field.lower()} Y, N or R.")


def _of_people(people: Iterator[Returned], header: Header, collection: Collection) -> Iterator[Blocking]:
    proof = Proof(header)
    for found in people:
        if found.person is None:
            do = mend("PersonBirthDate", found.cases[-1])
            yield Blocking(found.cases[-1], "S01", "PersonBirthDate", "The birth date is missing.", do)
            continue
        for problem in proof.of(found.person).problems:
            yield _blocking(_case_of(found, problem), problem)
        for case, request in zip(found.cases, found.person.requests, strict=True):
            yield from _not_recorded(case, request, collection)


def _case_of(found: Returned, problem: Problem) -> str:
    return found.cases[-1] if problem.request is None else found.cases[problem.request - 1]


def _blocking(case: str, problem: Problem) -> Blocking:
    """Words that give a value of the person's are left for those of the rule: whoever mends it opens the case."""
    words = RULE_WORDS[problem.rule] if problem.value and case else problem.words
    do = mend(problem.field, case) if case else problem.do
    return Blocking(case, problem.rule, problem.field, words, do, query=not is_error(problem))


def _not_recorded(case: str, request: Request, collection: Collection) -> Iterator[Blocking]:
    """Who asked, and whether from youth accommodation: asked for unless the decision is historical."""
    if request.outcome == "H":
        return
    for field, said, words in (
        ("RequestSource", request.source, "It is not recorded who asked."),
        ("RYA", request.rya, "It is not recorded whether the person was in relevant youth accommodation."),
    ):
        if said is None and collection.year >= _ASKED_SINCE[field]:
            yield Blocking(case, ASKED, field, words, mend(field, case))
