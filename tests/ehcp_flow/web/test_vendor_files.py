"""The front-end files of others, as `make assets` made them: whole, licensed, and without what is GOV.UK's alone."""

import json
import re
from typing import Any

import pytest

from scripts.assets import step

VENDOR = step.Places().made
NOT_OURS_TO_SHIP = re.compile(r"crown|logotype|crest|opengraph|favicon|icon-(mask|180|192|512)|woff|\.map$")


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    if not step.is_fresh(step.Places()):
        pytest.fail(
            "The front-end files are not what ehcp_flow/web/assets.toml asks for. Run: make assets", pytrace=False
        )
    made: dict[str, Any] = json.loads((VENDOR / "manifest.json").read_bytes())
    return made


def texts(suffix: str) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(VENDOR.rglob(f"*{suffix}"))}


def test_the_style_sheets_and_scripts_of_both_are_there(manifest: dict[str, Any]) -> None:
    assert {"govuk-frontend.min.css", "govuk-frontend.min.js", "moj-frontend.min.css", "moj-frontend.min.js"} <= set(
        manifest["files"]
    )


def test_the_two_packages_are_the_pair_that_was_tried(manifest: dict[str, Any]) -> None:
    versions = {name: package["version"] for name, package in manifest["packages"].items()}
    assert versions == {"govuk-frontend": "6.3.0", "@ministryofjustice/frontend": "11.1.0"}


def test_each_package_has_its_licence(manifest: dict[str, Any]) -> None:
    licences = texts(".txt")
    assert len(licences) == len(manifest["packages"])
    for text in licences.values():
        assert "Copyright (c)" in text
        assert "Permission is hereby granted, free of charge" in text


def test_nothing_is_there_that_is_govuks_or_the_crowns_alone(manifest: dict[str, Any]) -> None:
    assert not [name for name in manifest["files"] if NOT_OURS_TO_SHIP.search(name)]
    everything = texts(".css") | texts(".js") | texts(".svg")
    assert not [name for name, text in everything.items() if "GDS Transport" in text or "@font-face" in text]


def test_the_letters_are_those_that_the_guidance_names(manifest: dict[str, Any]) -> None:
    for name, text in texts(".css").items():
        families = set(re.findall(r"font-family:([^;}]*)", text))
        assert families <= {'"Helvetica Neue",Helvetica,Arial,sans-serif', "sans-serif", "inherit"}, name


def test_every_address_in_a_style_sheet_is_of_a_file_that_is_there(manifest: dict[str, Any]) -> None:
    addresses = {address for text in texts(".css").values() for address in re.findall(r"url\(([^)]*)\)", text)}
    assert addresses
    assert addresses <= {manifest["address"] + name for name in manifest["files"]}


def test_the_footers_link_draws_no_block_where_the_arms_were(manifest: dict[str, Any]) -> None:
    text = texts(".css")["govuk-frontend.min.css"]
    assert ".govuk-footer__copyright-logo:focus{" in text
    assert "mask-image" not in text
    assert "padding-top:112px" not in text
