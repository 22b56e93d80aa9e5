"""Every example that govuk-frontend brings of its components comes out of govuk-frontend-jinja as the same page.

The examples are in the packed file that `make assets` fetched; each has the options of a component and its HTML. Alike
is what a browser makes of it: elements, attributes in any order, and text with runs of white space as one space.
"""

import io
import json
import re
import tarfile
from functools import cache
from typing import Any

import lxml.html
import pytest
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from scripts.assets import npm, plan, step

EXAMPLES = 657
COMPONENTS = 37

_CALL = '{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {macro} %}}{{{{ {macro}(params) }}}}'


@cache
def examples() -> dict[str, list[dict[str, Any]]]:
    """The examples of each component, by its name."""
    places = step.Places()
    govuk = next(package for package in plan.read(places.plan).packages if package.name == "govuk-frontend")
    packed = npm.tarball(govuk, places.cache, places.lock, npm.never_install)
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for entry in archive:
            if entry.name.endswith("/fixtures.json") and (opened := archive.extractfile(entry)):
                said = json.load(opened)
                found[said["component"]] = said["fixtures"]
    return found


@cache
def environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(autoescape=True, auto_reload=False, loader=ChoiceLoader([loader]))


def drawn(component: str, options: dict[str, Any]) -> str:
    macro = "govuk" + component.title().replace("-", "")
    return environment().from_string(_CALL.format(component=component, macro=macro)).render(params=options)


def page(html: str) -> object:
    """What a browser makes of HTML, in a form that can be compared."""
    return _element(lxml.html.fragment_fromstring(html.strip(), create_parent="div"))


def _element(element: Any) -> object:
    if not isinstance(element.tag, str):
        return "comment"
    attributes = sorted((name, _words(value)) for name, value in element.attrib.items())
    return element.tag, attributes, _words(element.text), [(_element(child), _words(child.tail)) for child in element]


def _words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def test_the_package_brings_as_many_examples_as_were_tried() -> None:
    assert len(examples()) == COMPONENTS
    assert sum(len(of_one) for of_one in examples().values()) == EXAMPLES


def test_every_example_comes_out_the_same() -> None:
    different = [
        f"{component}: {example['name']}"
        for component, of_one in examples().items()
        for example in of_one
        if page(drawn(component, example["options"])) != page(example["html"])
    ]
    assert not different


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<a class="govuk-link" href="#">Plan</a>', '<a class="govuk-link" href="#">Plans</a>'),
        ('<a class="govuk-link" href="#">Plan</a>', '<a class="govuk-link">Plan</a>'),
        ("<p><b>Plan</b> due</p>", "<p><b>Plan due</b></p>"),
        ("<p>A <b>plan</b></p>", "<p>A<b>plan</b></p>"),
        ("<li>Plan</li>", "<li>Plan</li><li>Plan</li>"),
        ("<input disabled>", "<input>"),
    ],
)
def test_the_comparison_sees_a_difference(one: str, other: str) -> None:
    assert page(one) != page(other)


def test_the_comparison_looks_past_the_order_of_attributes_and_the_width_of_white_space() -> None:
    assert page('<a href="#" class="x">A  plan\n</a>') == page('<a class="x" href="#">A\nplan </a>\n')
