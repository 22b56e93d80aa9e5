"""The loader of the law is strict: what is unknown, missing or overlapping is refused with file, table and key."""

import shutil
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tests.workflows.cases import ledger
from workflows.events import EVENTS
from workflows.facts import COMMON
from workflows.parameters import Law, LawError, Pattern, Rule, read_law, the_law
from workflows.vocabulary import Event, Ground

SEND = "send_regulations_2014.toml"
FINAL_PLAN_ROW = """[[final_plan.in_force]]
since      = 2014-09-01
limit      = { weeks = 20, counted = "of" }
"""
Spoil = Callable[[str, str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the law that comes with the package."""
    copy = tmp_path / "law"
    shutil.copytree(Path(str(files("workflows") / "law")), copy)
    return copy


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Puts one piece of text in place of another in one file, and gives the folder."""

    def replace(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r} to spoil"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace


def refusal(folder: Path) -> str:
    with pytest.raises(LawError) as error:
        read_law(folder)
    return str(error.value)


def test_the_law_of_the_package_is_read() -> None:
    law = the_law()
    assert law is the_law()
    assert "final_plan" in law.duties
    assert set(law.grounds) == set(Ground)


def test_an_untouched_copy_is_read_alike(folder: Path) -> None:
    assert read_law(folder) == the_law()


@pytest.mark.parametrize(
    "old,new,said",
    [
        (
            '[final_plan]\ntitle       = "Send the finalised EHC plan"',
            '[final_plan]\ntitel       = "Send the finalised EHC plan"',
            ["[final_plan]", "title", "missing"],
        ),
        ("[final_plan]\n", '[final_plan]\ncolour = "red"\n', ["[final_plan]", "colour", "not known"]),
        (
            FINAL_PLAN_ROW,
            FINAL_PLAN_ROW + 'extra = "x"\n',
            ["[final_plan]", "in_force.0.extra", "not known"],
        ),
        (
            'limit      = { weeks = 20, counted = "of" }',
            'limit      = { weeks = 20, counted = "of", colour = 1 }',
            ["[final_plan]", "in_force.0.limit.colour", "not known"],
        ),
        (
            'limit      = { weeks = 20, counted = "of" }',
            'limit      = { weeks = 20, counted = "roughly" }',
            ["[final_plan]", "in_force.0.limit.counted"],
        ),
        (
            'limit      = { weeks = 20, counted = "of" }',
            'limit      = { weeks = 20, days = 1, counted = "of" }',
            ["[final_plan]", "in_force.0.limit", "exactly one"],
        ),
        (
            'limit      = { weeks = 20, counted = "of" }',
            'limit      = { counted = "of" }',
            ["[final_plan]", "in_force.0.limit", "exactly one"],
        ),
        (
            'limit      = { weeks = 20, counted = "of" }',
            'limit      = { weeks = "20", counted = "of" }',
            ["[final_plan]", "in_force.0.limit.weeks"],
        ),
        (
            'limit      = { weeks = 20, counted = "of" }',
            'limit      = { before = "02-15", counted = "of" }',
            ["[final_plan]", "in_force.0.limit", "before"],
        ),
        ('limit      = { weeks = 20, counted = "of" }\n', "", ["[final_plan]", "in_force.0", "limit"]),
        (
            'source     = { title = "SEND Regulations 2014, reg 13(2)", '
            'href = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/13" }\n',
            "",
            ["[final_plan]", "in_force.0.source", "missing"],
        ),
        (
            'source     = { title = "SEND Regulations 2014, reg 13(2)", '
            'href = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/13" }',
            'source     = { title = "SEND Regulations 2014, reg 13(2)", href = "the library" }',
            ["[final_plan]", "in_force.0.source.href"],
        ),
        (
            FINAL_PLAN_ROW,
            FINAL_PLAN_ROW.replace("since      = 2014-09-01", 'since      = "2014-09-01"'),
            ["[final_plan]", "in_force.0.since"],
        ),
        (
            FINAL_PLAN_ROW,
            FINAL_PLAN_ROW + "until = 2014-01-01\n",
            ["[final_plan]", "in_force.0", "until is before since"],
        ),
        (
            'met_by      = ["final_plan_sent"]',
            'met_by      = ["final_plan_posted"]',
            ["[final_plan]", "met_by", "final_plan_posted", "vocabulary.py"],
        ),
        (
            'revived_by  = [{ event = "refusal_reversed", ground = ["conceded"] }]',
            'revived_by  = [{ event = "refusal_undone", ground = ["conceded"] }]',
            ["[final_plan]", "revived_by", "refusal_undone"],
        ),
        (
            'exceptions  = ["school_closed", "early_years_closed", "personal_circumstances", "absent_4_weeks"]',
            'exceptions  = ["school_shut"]',
            ["[assess_decision]", "exceptions", "school_shut"],
        ),
        (
            'instrument = "Special Educational Needs and Disability Regulations 2014"\n',
            "",
            [SEND, "instrument", "missing"],
        ),
        ('basis      = "statute"', 'basis      = "custom"', [SEND, "basis"]),
    ],
)
def test_a_spoilt_row_is_refused_with_its_place(spoil: Spoil, old: str, new: str, said: list[str]) -> None:
    message = refusal(spoil(SEND, old, new))
    assert message.startswith(SEND)
    for words in said:
        assert words in message


@pytest.mark.parametrize("mark", ["M", "?"])
def test_a_row_that_was_not_read_must_say_what_to_check(folder: Path, mark: str) -> None:
    file = folder / SEND
    before, after = file.read_text(encoding="utf-8").split(FINAL_PLAN_ROW)
    file.write_text(
        before + FINAL_PLAN_ROW + after.replace('confidence = "P"', f'confidence = "{mark}"', 1), encoding="utf-8"
    )
    message = refusal(folder)
    assert SEND in message
    assert "[final_plan], unverified" in message


def test_two_rows_that_overlap_are_refused(spoil: Spoil) -> None:
    row = (
        '[[final_plan.in_force]]\nsince = 2029-09-01\nlimit = { weeks = 18, counted = "of" }\n'
        'source = { title = "A reform", href = "https://www.legislation.gov.uk/" }\nconfidence = "P"\n'
    )
    message = refusal(spoil(SEND, FINAL_PLAN_ROW, row + FINAL_PLAN_ROW))
    assert SEND in message
    assert "[final_plan], in_force" in message
    assert "2014-09-01" in message
    assert "2029-09-01" in message


def test_rows_for_different_facts_may_stand_side_by_side() -> None:
    kinds = [dict(rule.when)["kind"] for rule in the_law().duties["phase_transfer"].rules]
    assert len(kinds) == 3
    assert frozenset.intersection(*kinds) == frozenset()


def test_a_duty_in_two_files_is_refused(folder: Path) -> None:
    text = (folder / SEND).read_text(encoding="utf-8")
    (folder / "a_copy.toml").write_text(text, encoding="utf-8")
    message = refusal(folder)
    assert SEND in message
    assert "another file" in message


def test_what_is_not_toml_is_refused_with_its_file(spoil: Spoil) -> None:
    message = refusal(spoil(SEND, "[final_plan]\n", "[final_plan\n"))
    assert message.startswith(SEND)
    assert "not TOML" in message


def test_a_list_of_tables_that_is_no_window_is_refused(folder: Path) -> None:
    file = folder / SEND
    file.write_text(file.read_text(encoding="utf-8") + '\n[[windows]]\nname = "x"\n', encoding="utf-8")
    message = refusal(folder)
    assert f"{SEND}, [windows]" in message


def test_a_window_for_a_duty_that_is_not_there_is_refused(spoil: Spoil) -> None:
    message = refusal(spoil("coronavirus_2020.toml", '"assess_decision", "advice"', '"assess_decision", "advise"'))
    assert message.startswith("coronavirus_2020.toml, [window], duties")
    assert "advise" in message


def test_a_warning_for_a_duty_that_is_not_there_is_refused(spoil: Spoil) -> None:
    message = refusal(spoil("local_policy.toml", "final_plan                =", "finish_plan               ="))
    assert message.startswith("local_policy.toml, [warning.finish_plan]")


def test_a_ground_without_its_test_is_refused(spoil: Spoil) -> None:
    message = refusal(spoil("exceptions.toml", "[ground.absent_2_weeks]", "[ground.absent_3_weeks]"))
    assert "exceptions.toml, [ground.absent_3_weeks]" in message


def test_a_missing_policy_is_refused(folder: Path) -> None:
    (folder / "local_policy.toml").unlink()
    assert refusal(folder).startswith("local_policy.toml: the file is missing")


# --- What is in force, and when -------------------------------------------------------------------------------------


def test_the_law_of_a_day_holds_the_rows_in_force_on_it() -> None:
    law = the_law()
    assert law.law_on(date(2014, 8, 31)) == {}
    assert "final_plan" in law.law_on(date(2014, 9, 1))
    assert "recommendation_response" not in law.law_on(date(2018, 4, 2))
    assert "recommendation_response" in law.law_on(date(2018, 4, 3))


def reformed(folder: Path) -> Law:
    """A reform of 2029: 18 weeks from 1 September."""
    file = folder / SEND
    row = (
        '[[final_plan.in_force]]\nsince = 2029-09-01\nlimit = { weeks = 18, counted = "of" }\n'
        'source = { title = "A reform", href = "https://www.legislation.gov.uk/" }\nconfidence = "P"\n'
    )
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(FINAL_PLAN_ROW, row + FINAL_PLAN_ROW + "until = 2029-08-31\n"), encoding="utf-8")
    return read_law(folder)


def weeks(rules: tuple[Rule, ...]) -> list[int]:
    return [limit.amount for rule in rules for limit in rule.limits]


def test_a_reform_is_a_row_and_the_old_row_ends(folder: Path) -> None:
    law = reformed(folder)
    assert weeks(law.law_on(date(2029, 8, 31))["final_plan"]) == [20]
    assert weeks(law.law_on(date(2029, 9, 1))["final_plan"]) == [18]


def test_the_row_picked_by_facts_goes_before_the_general_one() -> None:
    duty = the_law().duties["order_final_plan"]
    unopposed = duty.rule_for(ledger("refusal_reversed=2025-06-02,of=assessment,ground=unopposed_appeal")[0])
    order = duty.rule_for(ledger("order_made=2025-06-02,kind=assess")[0])
    assert unopposed is not None
    assert order is not None
    assert "reg 45" in unopposed.source.title
    assert "reg 44" in order.source.title


# --- The law speaks of what an event can carry -------------------------------------------------------------------------


def carried(event: Event) -> dict[str, tuple[str, ...]]:
    return {fact.name: fact.values for fact in (*EVENTS[event].facts, *COMMON)}


def patterns(law: Law) -> list[tuple[str, Pattern]]:
    return [
        (duty.id, pattern)
        for duty in law.duties.values()
        for pattern in (
            *duty.starts, *duty.met_by, *duty.stands_down, *duty.set_aside_by, *duty.revived_by,
            *(each for rule in duty.rules for limit in rule.limits for each in limit.unless),
        )
    ]  # fmt: skip


def test_every_pattern_asks_for_facts_and_values_that_its_event_can_carry() -> None:
    for duty, pattern in patterns(the_law()):
        for name, values in pattern.where:
            assert name in carried(pattern.event), f"{duty}: {pattern.event} carries no {name}"
            assert values - {""} <= set(carried(pattern.event)[name]), f"{duty}: {pattern.event}, {name}"


def test_every_fact_that_picks_or_anchors_a_limit_is_one_that_a_start_can_carry() -> None:
    for duty in the_law().duties.values():
        names = {name for pattern in duty.starts for name in carried(pattern.event)}
        for rule in duty.rules:
            assert {name for name, _ in rule.when} <= names | {"event"}, duty.id
            for limit in rule.limits:
                assert set(limit.from_facts) <= names, duty.id
        if duty.direction:
            assert duty.id in names, f"{duty.id}: no start can carry a date that the Tribunal directed"


def test_what_makes_instances_apart_is_a_fact_of_every_start() -> None:
    for duty in the_law().duties.values():
        for pattern in duty.starts:
            assert set(duty.per) <= set(carried(pattern.event)), duty.id


def test_every_start_with_every_value_has_a_rule() -> None:
    law = the_law()
    kinds = carried(Event.TRANSFER_PLANNED)["kind"]
    chosen = {value for rule in law.duties["phase_transfer"].rules for value in dict(rule.when)["kind"]}
    assert set(kinds) == chosen


def test_a_directed_date_is_for_a_duty() -> None:
    directed = {fact.name for fact in EVENTS[Event.ORDER_MADE].facts if fact.name.startswith("order_")}
    assert directed == {duty.id for duty in the_law().duties.values() if duty.direction}


def test_every_duty_reads_as_something_to_do() -> None:
    for duty in the_law().duties.values():
        assert duty.title[0].isupper(), duty.id
        assert not duty.title.endswith("."), duty.id
        assert duty.owed_by.strip(), duty.id
