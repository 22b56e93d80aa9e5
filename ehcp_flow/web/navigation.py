"""The links at the top of every page: what each is called, where it leads, and who has it."""

from dataclasses import dataclass

from ehcp_flow.db.users import User
from workflows.vocabulary import Role

OFFICERS = frozenset({Role.CASEWORKER, Role.MANAGER, Role.DECISION_MAKER})
MANAGERS = frozenset({Role.MANAGER})
EVERYBODY = frozenset(Role) - {Role.IMPORTER}


@dataclass(frozen=True, slots=True)
class Link:
    """`paths`: where this link is the one that one is under."""

    text: str
    href: str
    who: frozenset[Role]
    paths: tuple[str, ...]


LINKS = (
    Link("My work", "/work", OFFICERS, ("/work", "/cases")),
    Link("Search", "/search", OFFICERS | {Role.PANEL_CLERK, Role.ANALYST}, ("/search",)),
    Link("Approvals", "/approvals", frozenset({Role.MANAGER, Role.DECISION_MAKER}), ("/approvals",)),
    Link("Team", "/team", MANAGERS | {Role.HEAD_OF_SERVICE}, ("/team",)),
    Link("Figures", "/figures", MANAGERS | {Role.ANALYST, Role.HEAD_OF_SERVICE, Role.DECISION_MAKER}, ("/figures",)),
    Link("Administration", "/admin", frozenset({Role.ADMIN}), ("/admin",)),
)


def links_for(user: User | None, path: str) -> list[dict[str, object]]:
    """The links of a user, as the design system's service navigation takes them."""
    if user is None:
        return []
    return [
        {"text": link.text, "href": link.href, "active": path.startswith(link.paths)}
        for link in LINKS
        if user.roles & link.who
    ]
