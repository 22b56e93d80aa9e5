"""Records what module 1 of the return asks of a person and no event of a case can say: codes, numbers and postcode."""

from collections.abc import Mapping
from dataclasses import replace

from ehcp_flow.db.people import Person
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.importing.registry import person_key
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from reports.sen2.codes import meanings
from reports.sen2.identifiers import uln_well_formed, upn_letter_right, upn_well_formed
from reports.sen2.parse import NEWEST
from workflows.refusals import Refusal

ELEMENT = {"sex": "Sex", "ethnicity": "Ethnicity", "upn_unknown": "UPNunknown"}
"""The details that are codes, with the element whose code set they have."""


def record_person(office: Office, case: str, details: Mapping[str, str]) -> Person | Refusal:
    """Save what is given (sex, ethnicity, postcode, upn, uln, upn_unknown) for the person of a case. All or nothing.

    A person has no history: what was held before is replaced. A UPN or ULN takes the place of the reason for having none.
    """
    given = {name: " ".join(value.upper().split()) for name, value in details.items() if value.strip()}
    if (refusal := _malformed(case, given)) is not None:
        return refusal
    with unit_of_work(office.database) as uow:
        uow.alone_in(office.authority)
        stored = uow.cases.load(office.authority, case)
        held = uow.people.get(office.authority, stored.person_id) if stored is not None else None
        if held is None:
            return no_such_case(case)
        if (refusal := _of_somebody_else(uow, held, case, given)) is not None:
            return refusal
        changed = replace(held, **given)  # type: ignore[arg-type]
        if changed.upn or changed.uln:
            changed = replace(changed, upn_unknown="")
        if (changed.upn, changed.uln) != (held.upn, held.uln):
            changed = replace(changed, source_key=person_key(changed))
        uow.people.save(changed)
        uow.commit()
        return changed


def _malformed(case: str, given: Mapping[str, str]) -> Refusal | None:
    for name, value in given.items():
        known = meanings(ELEMENT[name], NEWEST) if name in ELEMENT else None
        if known is not None and value not in known:
            some = ", ".join(f"{code} ({meaning})" for code, meaning in list(known.items())[:8])
            return _refusal(case, f"“{value}” is not a code of {ELEMENT[name]}", f"Codes are: {some}.")
    upn, uln = given.get("upn"), given.get("uln")
    if upn is not None and not (upn_well_formed(upn) and upn_letter_right(upn)):
        why = f"“{upn}” is not a unique pupil number: the form or its check letter is wrong"
        return _refusal(case, why, "Check it with the school.")
    if uln is not None and not uln_well_formed(uln):
        return _refusal(case, f"“{uln}” is not a unique learner number: it has 10 digits", "Check it with the college.")
    return None


def _of_somebody_else(uow: UnitOfWork, held: Person, case: str, given: Mapping[str, str]) -> Refusal | None:
    for name in ("upn", "uln"):
        if name in given and any(
            other.person_id != held.person_id
            for other in uow.people.matching(held.authority, **{name: given[name]})  # type: ignore[arg-type]
        ):
            why = f"another person is held with this {name.upper()}"
            return _refusal(case, why, f"Find them with “ehcp-flow person find {given[name]}”.")
    return None


def _refusal(case: str, why: str, do: str) -> Refusal:
    return Refusal(f"Record details of the person of {case}", why, "DfE's guide to the SEN2 survey, module 1", do)
