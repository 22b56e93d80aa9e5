"""What to do in EHCP Flow about each item of the return, by DfE's element name."""

_PERSON = "ehcp-flow sen2 person {case} "
_DETAILS = "ehcp-flow case record {case} details_recorded --on today --fact 'details={json}'"
_CORRECT = "Put the entry right: ehcp-flow case show {case}, then ehcp-flow case correct {case} NUMBER "


def _details(words: str, json: str) -> str:
    return f"{words} {_DETAILS.replace('{json}', json)}"


_PLAN = '{"assessments": [{"plan": %s}]}'
_ACTIVE = '{"active_plan": %s}'
_A_PLACE = '{"urn": "100001", "rank": "1"}'
_A_PLACEMENT = '{"urn": "100001", "rank": "1", "entry_date": "2025-09-01"}'

_NAMED = _details("Record the places named in the plan, all of them:", _PLAN % f'{{"places": [{_A_PLACE}]}}')
_PLACED = _details("Record the placements, all of them:", _ACTIVE % f'{{"placements": [{_A_PLACEMENT}]}}')
_PLACES = f"{_NAMED} Where it is the actual placement: {_PLACED}"
_NEEDS = _details(
    "Record one or two needs, ranked:",
    _ACTIVE % '{"needs": [{"type": "ASD", "rank": "1"}, {"type": "SLCN", "rank": "2"}]}',
)

MENDS = {
    "Surname": "Read in a return with the right name: ehcp-flow import sen2 FILE. No command changes a name.",
    "Forename": "Read in a return with the right name: ehcp-flow import sen2 FILE. No command changes a name.",
    "PersonBirthDate": "Read in a return with the birth date: ehcp-flow import sen2 FILE. No command changes it.",
    "Sex": _PERSON + "--sex M or F",
    "GenderCurrent": _PERSON + "--sex M or F",
    "Ethnicity": _PERSON + "--ethnicity CODE (REFU refused, NOBT not yet obtained)",
    "PostCode": _PERSON + "--postcode POSTCODE",
    "UPN": _PERSON + "--upn UPN; where there is none, --uln ULN, or --upn-unknown CODE with the reason",
    "UniqueLearnerNumber": _PERSON + "--uln ULN",
    "UPNunknown": _PERSON + "--upn-unknown CODE",
    "ReceivedDate": _CORRECT
    + "--on DATE (the entry “Request received”); where there is none, record request_received.",
    "RequestSource": _CORRECT + "--fact source=parent (or young_person, school, health, social_care, other)",
    "RYA": _CORRECT + "--fact rya=no or rya=yes, with the entry's other facts (the entry “Request received”)",
    "RequestOutcome": "Record the decision, or look at its mediation and appeal: ehcp-flow case show {case}",
    "RequestOutcomeDate": _CORRECT + "--on DATE (the decision whether to assess)",
    "Exported": _CORRECT + "--fact authority=830 (the entry “Moved out of the area”; three digits, or XXX)",
    "Assessment": "Look at the case: ehcp-flow case show {case}. A second assessment is a case of its own.",
    "AssessmentOutcome": "Record the decision, or look at its mediation and appeal: ehcp-flow case show {case}",
    "AssessmentOutcomeDate": _CORRECT + "--on DATE (“Final plan sent”, or “Decided not to issue a plan”)",
    "Week20": _details(
        "Record the exception with exception_recorded. Where none applies, say so:",
        '{"assessments": [{"week20": false}]}',
    ),
    "NamedPlan": "Look at the case: ehcp-flow case show {case}. Record that the plan was sent, or how the assessment ended.",
    "StartDate": _CORRECT + "--on DATE (the entry that sent the plan)",
    "CeaseDate": _CORRECT + "--on DATE (“Plan ceased” or “Plan transferred out”)",
    "CeaseReason": _CORRECT + "--fact reason=needs_met (“Plan ceased”; the reasons are in “ehcp-flow case events”)",
    "PlanDetail": _NAMED,
    "ActivePlans": f"{_PLACED} {_NEEDS}",
    "PlacementDetail": _PLACED,
    "EntryDate": _PLACED,
    "LeavingDate": _PLACED,
    "URN": _PLACES,
    "UKPRN": _PLACES,
    "SENSetting": _PLACES,
    "SENSettingOther": _PLACES,
    "PlacementRank": _PLACES,
    "SENneed": _NEEDS,
    "SENtype": _NEEDS,
    "SENtypeRank": _NEEDS,
    "TransferLA": _CORRECT + "--fact authority=830 (the entry “Plan transferred in”; three digits, or XXX)",
    "ReviewMeeting": _CORRECT + "--on DATE (“Review meeting held”)",
    "LastReview": _CORRECT + "--on DATE (“Review decided”)",
    "ReviewOutcome": _CORRECT + "--fact outcome=maintain, amend or cease (“Review decided”)",
    "ReviewDraft": _CORRECT + "--on DATE (“Proposed amendments sent”)",
}


def mend(field: str, case: str) -> str:
    """What to record for that item of that case."""
    return MENDS.get(field, "Look at the case: ehcp-flow case show {case}").replace("{case}", case)
