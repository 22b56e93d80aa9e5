"""What is missing so that health can be told: one task for a case, and one for the area where it is the same for all."""

from datetime import datetime

from ehcp_flow.db.unit_of_work import UnitOfWork
from ehcp_flow.services.health.asking import put_on_list
from ehcp_flow.services.health.case import HealthCase
from ehcp_flow.services.health.sending import BY_ITSELF
from notifications.health.contacts import Chosen, Gap
from notifications.health.kinds import FLAG_KINDS, NoticeKind
from notifications.health.notices import Wanted
from notifications.health.recipients import the_rules

KIND = "health_gap"


def ask_for_missing(uow: UnitOfWork, at: HealthCase, chosen: Chosen, should: Wanted, now: datetime) -> None:
    """Lists who is missing among those who should be told now; takes off the list what is no longer missing."""
    needed = _kinds(should)
    gaps = [each for each in chosen.gaps if needed & _told_of(each)]
    of_area = [each for each in gaps if _for_the_area(each)]
    of_case = [each for each in gaps if not _for_the_area(each)]
    for gap in of_area:
        put_on_list(uow, at.authority, KIND, f"area {gap.role.value}", f"Health contacts: {gap.why}", gap.do, now)
    key = f"{at.case_id} {' '.join(sorted(each.key for each in of_case))}"
    for each in uow.tasks.listed(at.authority, case_id=at.case_id, kinds=[KIND]):
        if each.task.dedupe_key != f"{KIND} {key}":
            uow.tasks.finish(at.authority, each.task.task_id, now, BY_ITSELF, "Recorded, or no longer needed")
    if of_case:
        what = "; ".join(dict.fromkeys(f"{each.role.words}: {each.why}" for each in of_case))
        put_on_list(
            uow,
            at.authority,
            KIND,
            key,
            f"Nobody to tell in health. {what}",
            " ".join(dict.fromkeys(each.do for each in of_case))
            + f" A practice and a provider are then given to the child: ehcp-flow notices person {at.reference} --gp "
            f"CONTACT --provider “PROVIDER”. Or leave a contact out: ehcp-flow notices recipient leave-out {at.reference} "
            "CONTACT --reason “WHY”.",
            now,
            at.case_id,
            at.person.person_id,
        )


def _kinds(should: Wanted) -> set[NoticeKind]:
    """The kinds of notice that the case needs now. What a return told of is known, and nobody is missing for it."""
    found = {each.kind for each in should.shares}
    if should.flag is not None and should.flag != should.known and not should.over:
        found |= set(FLAG_KINDS)
    if should.invite is not None:
        found.add(NoticeKind.INVITE)
    return found


def _told_of(gap: Gap) -> set[NoticeKind]:
    return {kind for rule in the_rules().rule.values() if rule.role is gap.role for kind in rule.kinds}


def _for_the_area(gap: Gap) -> bool:
    return any(rule.role is gap.role and rule.named == "authority" for rule in the_rules().rule.values())
