"""A SEN2 return imported: people, ledgers, indexes and deadlines, saved on SQLite."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from benchmarks.material import folder, made_up_return, new_installation
from benchmarks.measure import Benchmark, Goal, Kind, Row, interleaved, seconds
from ehcp_flow.services.importing.import_sen2 import Imported, import_return
from reports.sen2.model import Person
from reports.sen2.reader import read_return

NAME = "sen2-import"
OF = "a return of {:,} people imported, with ledgers and indexes"
FLOOR = "Pydantic alone, turning the same people from text into the same records"
WHY = (
    "the floor makes records of text that is already in memory. Ours reads the XML, applies 24 rules, finds the person, "
    "turns each request into events, asks the step tables and guards for each, derives every deadline, hashes every entry "
    "and writes it all with its indexes."
)
AMOUNT, SHARE = Goal(Kind.AMOUNT, 20), Goal(Kind.SHARE, 0.25)


def rows(quick: bool) -> Iterator[Row]:
    people = 200 if quick else 8000
    with folder() as place:
        file = made_up_return(place, people)
        adapter, given = TypeAdapter(list[Person]), _as_text(file)
        compared = interleaved(
            lambda pair: _ours(file, place / f"import{pair}.db"),
            lambda _: seconds(lambda: adapter.validate_python(given)),
        )
    yield compared.row(NAME, OF.format(people), FLOOR, AMOUNT)
    yield compared.row(f"{NAME} (share)", "the same, against validation alone", FLOOR, SHARE, WHY)


def _ours(file: Path, database: Path) -> float:
    installation = new_installation(database)
    taken = seconds(lambda: _imported(installation, file))
    installation.database.close()
    return taken


def _imported(installation: Any, file: Path) -> None:
    assert isinstance(import_return(installation, file), Imported)


def _as_text(file: Path) -> list[Any]:
    """The people of the file as Pydantic is given them: every value as the text of the file."""
    return [_text(asdict(record.person)) for record in read_return(file).records if record.person is not None]


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _text(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_text(each) for each in value]
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else value


BENCHMARK = Benchmark(NAME, rows)
