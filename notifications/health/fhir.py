"""A health flag as an HL7 FHIR R4 `Flag` in a bundle: models of our own, labelled as not assured by NHS England (HF-13).

No SNOMED CT concept for "has an EHC plan" was found, so the code system is our own; a SNOMED code can be given and is empty
otherwise. This is not the NHS Reasonable Adjustment Digital Flag, which is never created, changed or inferred.
"""

import json
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Literal, Self
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from notifications.health.gate import plain_number
from notifications.health.kinds import FLAG_KINDS, STATUS_WORDS, ClearReason, NoticeKind, Status
from notifications.health.payload import NOT_ASSURED, NoticeFacts, effective_words, reason_words
from workflows.words import day_words

UKCORE_FLAG = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Flag"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
FLAG_CATEGORY = "http://terminology.hl7.org/CodeSystem/flag-category"
SNOMED = "http://snomed.info/sct"
XHTML = "http://www.w3.org/1999/xhtml"

CODES = {Status.PLAN: "has-ehc-plan", Status.ASSESSMENT: "ehc-needs-assessment-under-way"}
"""The codes of our own code system."""


class Element(BaseModel):
    """What every model here has: FHIR's names in JSON, ours in code; an unknown element is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, hide_input_in_errors=True
    )


class Period(Element):
    start: date | None = None
    end: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("the period ends before it starts")
        return self


class Identifier(Element):
    system: str
    # Left out of reprs, and so of logs: it may be an NHS number.
    value: str = Field(min_length=1, repr=False)


class Reference(Element):
    type: str
    identifier: Identifier | None = None
    display: str | None = Field(None, repr=False)


class Coding(Element):
    system: str
    code: str = Field(pattern=r"^[^\s]+( [^\s]+)*$")
    display: str | None = None


class CodeableConcept(Element):
    coding: tuple[Coding, ...] = Field(min_length=1)
    text: str | None = None


class Meta(Element):
    profile: tuple[str, ...] | None = None
    tag: tuple[Coding, ...] | None = None


class Narrative(Element):
    status: Literal["generated", "additional"] = "generated"
    div: str = Field(repr=False)


class Flag(Element):
    """A FHIR R4 Flag. The list of statuses is enforced, which the libraries that were tried do not do."""

    resource_type: Literal["Flag"] = "Flag"
    id: str = Field(pattern=r"^[A-Za-z0-9\-.]{1,64}$")
    meta: Meta
    text: Narrative
    identifier: tuple[Identifier, ...]
    status: Literal["active", "inactive", "entered-in-error"]
    category: tuple[CodeableConcept, ...]
    code: CodeableConcept
    subject: Reference
    period: Period | None = None
    author: Reference


class BundleEntry(Element):
    full_url: str = Field(pattern=r"^urn:uuid:[0-9a-f-]{36}$")
    resource: Flag


class Bundle(Element):
    """A collection of one flag. Ids follow from the notice and the case, so the same notice is the same bytes."""

    resource_type: Literal["Bundle"] = "Bundle"
    id: str = Field(pattern=r"^[A-Za-z0-9\-.]{1,64}$")
    meta: Meta
    identifier: Identifier
    type: Literal["collection"] = "collection"
    entry: tuple[BundleEntry, ...] = Field(min_length=1)

    def as_json(self) -> str:
        """Canonical JSON: sorted names, no spaces, ends with a line feed."""
        told = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> "Bundle":
        """Raises pydantic.ValidationError for what is not such a bundle; its words do not quote the input."""
        return cls.model_validate_json(text)


@dataclass(frozen=True, slots=True)
class Codes:
    """The authority's own addresses, and a SNOMED CT code where the NHS names one. `base` has no slash at its end."""

    base: str = "https://ehcp-flow.example/fhir"
    snomed: str = ""
    snomed_display: str = ""

    def system(self, name: str) -> str:
        return f"{self.base}/CodeSystem/{name}"


def flag_bundle(facts: NoticeFacts, codes: Codes | None = None) -> Bundle:
    """The bundle for a SET, UPDATE or CLEAR. Raises ValueError for another kind, and where no NHS number is known."""
    codes = codes or Codes()
    if facts.kind not in FLAG_KINDS or facts.status is None:
        raise ValueError(f"notice {facts.notice} ({facts.kind.value}) tells of no flag, and has no FHIR payload")
    number = plain_number(facts.child.nhs_number)
    if not number:
        raise ValueError(f"person {facts.child.person} has no valid NHS number, by which a FHIR flag names its subject")
    case = f"{codes.base}/Id/ehc-case"
    tag = Coding(system=codes.system("assurance"), code="not-assured", display=NOT_ASSURED)
    flag = Flag(
        id=_uuid(codes, "flag", facts.case),
        meta=Meta(profile=(UKCORE_FLAG,), tag=(tag,)),
        text=Narrative(div=_narrative(facts)),
        identifier=(Identifier(system=case, value=facts.case),),
        status=_status(facts),
        category=(CodeableConcept(coding=(Coding(system=FLAG_CATEGORY, code="admin", display="Administrative"),)),),
        code=_code(facts.status, codes),
        subject=Reference(
            type="Patient", identifier=Identifier(system=NHS_NUMBER, value=number), display=facts.child.name
        ),
        period=_period(facts),
        author=_author(facts),
    )
    return Bundle(
        id=_uuid(codes, "notice", facts.notice),
        meta=Meta(tag=(tag,)),
        identifier=Identifier(system=f"{codes.base}/Id/health-notice", value=facts.notice),
        entry=(BundleEntry(full_url=f"urn:uuid:{flag.id}", resource=flag),),
    )


def _uuid(codes: Codes, kind: str, of: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{codes.base}/{kind}/{of}"))


def _status(facts: NoticeFacts) -> Literal["active", "inactive", "entered-in-error"]:
    if facts.kind is not NoticeKind.CLEAR:
        return "active"
    return "entered-in-error" if facts.reason == ClearReason.RECORDED_IN_ERROR else "inactive"


def _code(status: Status, codes: Codes) -> CodeableConcept:
    ours = Coding(system=codes.system("ehc-plan-flag"), code=CODES[status], display=STATUS_WORDS[status])
    snomed = Coding(system=SNOMED, code=codes.snomed, display=codes.snomed_display or None) if codes.snomed else None
    # A code that says "has an EHC plan" must not stand beside a flag that says otherwise.
    both = (ours, snomed) if snomed is not None and status is Status.PLAN else (ours,)
    return CodeableConcept(coding=both, text=STATUS_WORDS[status])


def _period(facts: NoticeFacts) -> Period | None:
    """From the day on which the flag began; a cleared one to the day on which it ends, unless it began later by mistake."""
    start = facts.day("effective_on")
    end = facts.ends_on
    if start is not None and end is not None and end < start:
        end = start
    return None if start is None and end is None else Period(start=start, end=end)


def _author(facts: NoticeFacts) -> Reference:
    code: Any = Identifier(system=ODS_CODE, value=facts.authority_code) if facts.authority_code else None
    return Reference(type="Organization", identifier=code, display=facts.authority or None)


def _narrative(facts: NoticeFacts) -> str:
    review = facts.day("next_review_on")
    told = [
        STATUS_WORDS[facts.status] if facts.status else "",
        f"Effective date: {effective_words(facts)}",
        f"Next review by: {day_words(review)}" if review and facts.kind is not NoticeKind.CLEAR else "",
        f"Reason: {reason_words(facts.kind, facts.reason)}" if facts.reason else "",
        f"Contact: {facts.contact}",
        NOT_ASSURED,
    ]
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in told if each)
    return f'<div xmlns="{XHTML}">{paragraphs}</div>'
