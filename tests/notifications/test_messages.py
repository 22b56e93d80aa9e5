"""Every kind of message is documented, has its texts, and says nothing that an e-mail must not carry."""

from importlib.resources import files

import pytest

from notifications.__main__ import main
from notifications.catalogue import CATALOGUE, WrongFacts, checked
from notifications.render import render

KINDS = sorted(CATALOGUE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_reads_as_text_made_from_every_one_of_its_facts(kind):
    facts = CATALOGUE[kind].facts
    text = render(kind, facts)
    assert "\n" not in text.subject
    for value in facts.values():
        assert value in text.subject + text.body


def test_the_folders_of_texts_are_the_kinds_of_the_catalogue():
    folders = {folder.name for folder in (files("notifications") / "templates").iterdir() if folder.is_dir()}
    assert folders == set(CATALOGUE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_fact_and_a_surplus_one_are_faults(kind):
    facts = dict(CATALOGUE[kind].facts)
    with pytest.raises(WrongFacts, match="colour"):
        checked(CATALOGUE[kind], {**facts, "colour": "red"})
    facts.pop("initials")
    with pytest.raises(WrongFacts, match="initials"):
        render(kind, facts)


@pytest.mark.parametrize("kind", KINDS)
def test_no_message_has_a_place_for_a_name_a_diagnosis_or_an_nhs_number(kind):
    assert not {"name", "forename", "surname", "nhs_number", "need", "diagnosis"} & set(CATALOGUE[kind].facts)


def test_the_command_lists_the_kinds_and_previews_one(capsys):
    assert main(["list"]) == 0
    listed = capsys.readouterr().out
    assert all(kind in listed for kind in KINDS)
    assert main(["preview", "case_assigned"]) == 0
    assert capsys.readouterr().out.startswith("Subject: EHC case EHC-2026-00412 (JB) is now yours")
