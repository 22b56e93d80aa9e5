"""A thing that comes in kinds has a file a kind and one registry: every file is in it (design, convention 9)."""

import importlib

from notifications.catalogue import CATALOGUE
from notifications.channels.registry import CHANNELS
from reports.registry import MEASURES
from tests.house import reading
from workflows.processes import PROCESSES
from workflows.steps import ProcessTable
from workflows.vocabulary import Event, Process

# Recorded whatever the state, so not a process: a table of steps without states.
NOT_A_PROCESS = {"any_time"}


def modules_in(folder: str) -> list[str]:
    """The names of the modules of a folder, by the files in it."""
    return sorted(path.stem for path in (reading.ROOT / folder).glob("*.py") if path.stem != "__init__")


def test_every_process_file_is_a_registered_process_of_its_name() -> None:
    registered = {table.process: table for table in PROCESSES}
    for name in modules_in("workflows/processes"):
        if name not in NOT_A_PROCESS:
            table = importlib.import_module(f"workflows.processes.{name}").TABLE
            assert isinstance(table, ProcessTable)
            assert registered.get(Process(name)) is table, f"workflows/processes/{name}.py is not in PROCESSES"


def test_every_registered_process_has_a_file() -> None:
    assert {table.process.value for table in PROCESSES} <= set(modules_in("workflows/processes"))


def test_every_step_says_on_what_law_it_rests() -> None:
    assert not [(table.process, step.event) for table in PROCESSES for step in table.steps if not step.law.strip()]


def test_every_step_is_of_a_known_event_and_has_somebody_who_may_take_it() -> None:
    for table in PROCESSES:
        for step in table.steps:
            assert step.event in Event
            assert step.by, f"{table.process} {step.event}: nobody may"


def test_every_measure_file_is_registered() -> None:
    for name in modules_in("reports/measures"):
        measures = importlib.import_module(f"reports.measures.{name}").MEASURES
        assert measures, f"reports/measures/{name}.py has no measure"
        for measure in measures:
            assert MEASURES.get(measure.id) is measure, f"{measure.id} is not in reports/registry.py"


def test_a_measure_says_what_it_counts() -> None:
    for measure in MEASURES.values():
        share = ("denominator",) if measure.meets is not None else ()
        for words in ("title", "definition", "numerator", "source", *share):
            assert getattr(measure, words).strip(), f"{measure.id} has no {words}"


def test_every_file_of_the_catalogue_is_in_it() -> None:
    for name in modules_in("notifications/catalogue"):
        if name != "kind":
            kinds = importlib.import_module(f"notifications.catalogue.{name}").KINDS
            assert kinds, f"notifications/catalogue/{name}.py has no kind of message"
            for kind in kinds:
                assert CATALOGUE.get(kind.name) is kind, f"{kind.name} is not in the catalogue"


def test_every_kind_of_message_says_when_it_goes_and_to_whom() -> None:
    assert not [kind.name for kind in CATALOGUE.values() if not (kind.when.strip() and kind.audience.strip())]


def test_every_channel_file_is_a_registered_channel_of_its_name() -> None:
    not_channels = {"base", "registry", "mail_text"}
    assert set(modules_in("notifications/channels")) - not_channels == set(CHANNELS)
