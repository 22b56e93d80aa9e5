"""What leaves for a provider: the minimum as text, a FHIR Flag that an independent library accepts, and the MESH pair."""

import json
import warnings
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from notifications.health.fhir import Bundle, Codes, Flag, flag_bundle
from notifications.health.kinds import FLAG_KINDS, ClearReason, NoticeKind
from notifications.health.mesh import Control, message_pair
from notifications.health.payload import NOT_ASSURED, Child, NoticeFacts, as_text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fhir.resources.R4B.bundle import Bundle as TheirBundle
    from fhir.resources.R4B.flag import Flag as TheirFlag

K = NoticeKind
NUMBER = "9990000018"
CHILD = Child(7, NUMBER, "Jo Bloggs", date(2017, 5, 4), "female")
DETAILS = {
    "status": "plan", "effective_on": "2025-05-12", "amended_on": "2025-10-01", "next_review_on": "2026-05-11",
    "setting": "Elm School",
}  # fmt: skip


def facts(kind: K = K.SET, **more: object) -> NoticeFacts:
    details = {
        K.SHARE_DRAFT: {"shared_on": "2026-03-02", "version": "2"},
        K.SHARE_FINAL: {"shared_on": "2026-03-02"},
        K.INVITE: {"meeting_on": "2026-03-20"},
    }.get(kind, DETAILS)
    made = NoticeFacts(
        "HN-12", "EHC-2026-00412", kind, CHILD, details, "Elmshire County Council", "send@elmshire.example", date(2026, 3, 3),
        "X99", {K.CLEAR: "maximum_age", K.UPDATE: "amended_on,setting"}.get(kind, ""),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_the_text_of_a_flag_is_the_minimum() -> None:
    assert as_text(facts()) == (
        "Please set the flag\n\n"
        "NHS number:          999 000 0018\n"
        "Name:                Jo Bloggs\n"
        "Date of birth:       4 May 2017\n"
        "Sex:                 female\n"
        "Status:              Has an EHC plan\n"
        "Status code:         plan\n"
        "Effective date:      12 May 2025\n"
        "Next review by:      11 May 2026\n"
        "Local authority:     Elmshire County Council\n"
        "Contact:             send@elmshire.example\n"
        "Our reference:       EHC-2026-00412, notice HN-12\n"
        "Date of this notice: 3 March 2026\n\n"
        "Set the flag in your own record, and confirm that it is set.\n"
    )


@pytest.mark.parametrize("kind", K)
def test_no_text_tells_of_the_setting_or_leaves_a_name_of_ours(kind: K) -> None:
    text = as_text(facts(kind))
    assert "Elm School" not in text
    assert "_on" not in text
    assert "Jo Bloggs" in text


def test_a_clear_says_why_and_an_update_says_what_changed() -> None:
    assert "Reason:              the young person reached the greatest age for a plan" in as_text(facts(K.CLEAR))
    assert "What changed:        the plan was amended and the placement" in as_text(facts(K.UPDATE))


def test_a_day_that_is_not_known_is_not_claimed() -> None:
    vague = facts(details={"status": "plan", "effective_by": "2025-05-12"})
    assert "by 12 May 2025 (the exact day is not known)" in as_text(vague)
    assert flag_bundle(vague).entry[0].resource.period is None


def test_a_clear_says_the_day_on_which_the_flag_ends_in_text_narrative_and_period() -> None:
    ends = date(2026, 9, 1)
    for details in (DETAILS, {"status": "plan", "effective_by": "2025-05-12"}):
        cleared = facts(K.CLEAR, details=details, effective_on=ends)
        assert "Effective date:      1 September 2026" in as_text(cleared).replace("Status that ends:    ", "")
        assert "2025" not in as_text(cleared)
        flag = flag_bundle(cleared).entry[0].resource
        assert "Effective date: 1 September 2026" in flag.text.div
        assert flag.period is not None
        assert flag.period.end == ends


def test_an_authority_without_a_name_is_never_an_empty_one() -> None:
    assert flag_bundle(facts(authority="")).entry[0].resource.author.display is None


def test_no_number_name_or_birth_is_in_a_repr() -> None:
    shown = f"{facts()!r}{flag_bundle(facts())!r}"
    assert not [each for each in (NUMBER, "Bloggs", "2017, 5, 4") if each in shown]


# --- FHIR -------------------------------------------------------------------------------------------------------------

OF_FLAGS = [
    *(facts(kind) for kind in FLAG_KINDS),
    *(facts(K.CLEAR, reason=reason.value) for reason in ClearReason),
    facts(details={"status": "assessment", "effective_on": "2025-02-10"}),
    facts(details={"status": "plan", "effective_by": "2025-02-10"}),
    facts(authority_code=""),
    facts(contact='<b>&"Sam\'s" desk</b>'),
]


@pytest.mark.parametrize("each", OF_FLAGS, ids=lambda each: f"{each.kind.value} {each.reason}")
def test_an_independent_library_reads_the_bundle_and_its_flag_as_they_were_written(each: NoticeFacts) -> None:
    bundle = flag_bundle(each)
    told = json.loads(bundle.as_json())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = TheirBundle.model_validate(told)
        flag = TheirFlag.model_validate(told["entry"][0]["resource"])
        assert json.loads(theirs.model_dump_json(exclude_none=True)) == told
        again = Bundle.from_json(theirs.model_dump_json(exclude_none=True))
    assert flag.subject.identifier.value == NUMBER
    assert again == bundle
    assert again.as_json() == bundle.as_json()


@pytest.mark.parametrize(
    "kind, reason, status",
    [
        (K.SET, "", "active"),
        (K.UPDATE, "amended_on", "active"),
        (K.CLEAR, "maximum_age", "inactive"),
        (K.CLEAR, "recorded_in_error", "entered-in-error"),
    ],
)
def test_the_status_follows_from_the_kind_and_the_reason(kind: K, reason: str, status: str) -> None:
    flag = flag_bundle(facts(kind, reason=reason)).entry[0].resource
    assert flag.status == status
    assert flag.period is not None
    assert (flag.period.end is not None) == (kind is K.CLEAR)


def test_a_status_that_fhir_does_not_have_is_refused_by_us() -> None:
    told = json.loads(flag_bundle(facts()).as_json())["entry"][0]["resource"]
    for wrong in ({"status": "on"}, {"severity": "high"}, {"resourceType": "Patient"}):
        with pytest.raises(ValidationError):
            Flag.model_validate({**told, **wrong})


def test_the_flag_keeps_its_id_from_notice_to_notice_and_the_bundle_has_its_own() -> None:
    one, two = flag_bundle(facts()), flag_bundle(facts(K.CLEAR, notice="HN-13"))
    assert one.entry[0].resource.id == two.entry[0].resource.id
    assert one.id != two.id
    assert one.as_json() == flag_bundle(facts()).as_json()


def test_the_payload_is_labelled_and_names_the_profile_the_subject_and_the_author() -> None:
    told = json.loads(flag_bundle(facts()).as_json())
    flag = told["entry"][0]["resource"]
    assert told["meta"]["tag"][0]["display"] == flag["meta"]["tag"][0]["display"] == NOT_ASSURED
    assert NOT_ASSURED in flag["text"]["div"]
    assert flag["meta"]["profile"] == ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Flag"]
    assert flag["subject"]["identifier"] == {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBER}
    assert flag["author"]["display"] == "Elmshire County Council"
    assert flag["period"] == {"start": "2025-05-12"}
    assert "Elm School" not in json.dumps(told)


def test_no_snomed_code_is_made_up_and_one_that_is_given_stands_beside_a_plan_only() -> None:
    assert "snomed" not in flag_bundle(facts()).as_json()
    codes = Codes(snomed="123456789", snomed_display="Has a plan")
    assert '"code":"123456789"' in flag_bundle(facts(), codes).as_json()
    assessing = facts(details={"status": "assessment", "effective_on": "2025-02-10"})
    assert "snomed" not in flag_bundle(assessing, codes).as_json()


@pytest.mark.parametrize("kind", [kind for kind in K if kind not in FLAG_KINDS])
def test_what_is_no_flag_has_no_fhir_payload(kind: K) -> None:
    with pytest.raises(ValueError, match="tells of no flag"):
        flag_bundle(facts(kind))


def test_without_a_right_number_there_is_no_subject_and_the_number_is_in_no_error() -> None:
    with pytest.raises(ValueError, match="person 7") as told:
        flag_bundle(facts(child=replace(CHILD, nhs_number="9990000019")))
    assert "9990000019" not in str(told.value)


# --- MESH -------------------------------------------------------------------------------------------------------------


def test_the_pair_has_one_name_and_a_control_file_that_names_no_child() -> None:
    pair = message_pair("HN-12", b"{}", "X26HC001", "X26HC002", "EHC_PLAN_FLAG")
    assert (pair.data_name, pair.control_name, pair.data) == ("HN-12.dat", "HN-12.ctl", b"{}")
    root = ElementTree.fromstring(pair.control)
    assert root.tag == "DTSControl"
    assert [child.tag for child in root] == [
        "Version", "AddressType", "MessageType", "From_DTS", "To_DTS", "Subject", "LocalId", "DTSId", "PartnerId",
        "Compress", "Encrypted", "WorkflowId", "ProcessId", "DataChecksum", "IsCompressed",
    ]  # fmt: skip
    assert (root.findtext("From_DTS"), root.findtext("To_DTS")) == ("X26HC001", "X26HC002")
    assert root.findtext("Subject") == NOT_ASSURED


@pytest.mark.parametrize(
    "wrong",
    [{"to": "GPPROVIDER_9990000018_04052017_Bloggs"}, {"workflow": "a b"}, {"notice": "../x"}, {"payload": b""}],
)
def test_a_pair_that_cannot_be_delivered_is_refused(wrong: dict[str, object]) -> None:
    right = {"notice": "HN-12", "payload": b"{}", "sender": "X26HC001", "to": "X26HC002", "workflow": "EHC_PLAN_FLAG"}
    with pytest.raises(ValueError, match=r".") as told:
        message_pair(**{**right, **wrong})  # type: ignore[arg-type]
    assert NUMBER not in str(told.value)


def test_a_subject_has_no_digits_so_that_no_number_gets_in() -> None:
    with pytest.raises(ValidationError):
        Control(from_mailbox="ABC", to_mailbox="ABD", local_id="1", workflow_id="W", subject=f"Flag {NUMBER}")
