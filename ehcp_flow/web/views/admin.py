"""Administration: what there is to look after, the record of every change, and health contacts."""

from fastapi.responses import Response

from ehcp_flow.db.admin_changes import LAST
from ehcp_flow.services.access import restrictions
from ehcp_flow.services.admin.changes import find_changes, in_words, kinds_of_change
from ehcp_flow.services.users import list_users
from ehcp_flow.web.navigation import MANAGERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V
from workflows.refusals import Refusal
from workflows.vocabulary import Role

pages = Pages()
ADMINS = frozenset({Role.ADMIN})
NAMERS = ADMINS | MANAGERS


@pages.page("/admin", ADMINS, "admin")
def overview(visit: V) -> Response:
    """What an administrator looks after, with what waits for somebody."""
    users = list_users(visit.office)
    due = restrictions.due_for_review(visit.office, visit.who.email)
    return visit.show(
        "admin/overview.html",
        active=sum(each.active for each in users),
        gone=sum(not each.active for each in users),
        admins=[each.name for each in users if each.active and Role.ADMIN in each.roles],
        to_review=0 if isinstance(due, Refusal) else len(due),
    )


@pages.page("/admin/changes", ADMINS, "admin_changes")
def changes(visit: V) -> Response:
    """Everything that was changed here, the newest first."""
    who, what, before = visit.asked("who"), visit.asked("what"), visit.asked("before")
    last = int(before) if before.isdecimal() and len(before) < 19 else LAST
    found, more = find_changes(visit.office, who, what, last)
    return visit.show(
        "admin/changes.html",
        found=[(each, in_words(each)) for each in found],
        more=found[-1].change_id if more else 0,
        kinds=kinds_of_change(visit.office),
        who=who,
        what=what,
        names={each.email: each.name for each in list_users(visit.office)},
        later=last != LAST,
    )
