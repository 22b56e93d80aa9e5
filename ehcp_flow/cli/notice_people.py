"""The part of `ehcp-flow notices …` for who is told: contacts, the child's practice, the lawful basis, objections."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, done, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.db.health import HealthContact
    from ehcp_flow.services.health.people import Recorded

contacts = typer.Typer(no_args_is_help=True, help="Say who there is in health to tell.")
recipients = typer.Typer(no_args_is_help=True, help="Have a contact told of one case, or left out.")

MUST_ASK = (
    "what goes there by e-mail or webhook has a reference and initials and cannot say which child is meant. Until there "
    "is a web page to look it up, they must ask by telephone. A file says it: --by file, with the folder as --address."
)

Day = Annotated[
    date | None, typer.Option("--on", parser=options.typed_day, metavar="DATE", help="The day. Without it: today.")
]
ContactNumber = Annotated[
    int, typer.Argument(metavar="CONTACT", help="As “contact list” gives it.", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why.", show_default=False)]


def join(app: typer.Typer) -> None:
    """Adds these commands to those of `ehcp-flow notices`."""
    app.add_typer(contacts, name="contact")
    app.add_typer(recipients, name="recipient")
    app.command("person", cls=Command)(person)
    app.command("basis", cls=Command)(basis)
    app.command("objection", cls=Command)(objection)


@contacts.command("add", cls=Command)
def add(
    ctx: typer.Context,
    role: Annotated[
        str,
        typer.Option(
            "--role", metavar="ROLE", help="gp, health_visitor, school_nurse, advice_giver, provider, dco or icb."
        ),
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Of the person or the mailbox.")],
    address: Annotated[
        str, typer.Option("--address", metavar="WHERE", help="An e-mail or web address; for files, the folder's name.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="WAY", help="file, email or webhook.")] = "file",
    provider: Annotated[
        str, typer.Option("--provider", metavar="NAME", help="Whose records it serves.", show_default=False)
    ] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="NAME", help="If it is not the provider.", show_default=False)
    ] = "",
    service: Annotated[
        str, typer.Option("--service", metavar="NAME", help="As advice is asked of it.", show_default=False)
    ] = "",
    role_mailbox: Annotated[bool, typer.Option("--role-mailbox", help="Whoever is on duty reads it.")] = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Add somebody in health who is told. Only a file carries names and NHS numbers; e-mail carries initials.

    Example: ehcp-flow notices contact add --role gp --name "High Street Surgery" --address high-street --role-mailbox
    """
    from ehcp_flow.services.health.people import new_contact

    role = "_".join(role.replace("-", " ").casefold().split())
    office = to_write(ctx, database, authority)
    contact, moved = done(new_contact(office, role, name, address, by, organisation, provider, service, role_mailbox))
    if as_json:
        print_json(_document(contact) | {"notices": moved})
        return
    say(f"Contact {contact.contact_id}, {contact.name}, was added.{_moved(moved)}")
    if _must_ask(contact):
        say(f"Note: {MUST_ASK}")


@contacts.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the health contacts.

    Example: ehcp-flow notices contact list
    """
    from ehcp_flow.services.health.contacts import list_contacts

    found = list_contacts(to_read(ctx, database, authority))
    if as_json:
        print_json([_document(each) for each in found])
        return
    if not found:
        say("There is no health contact yet, so health is told nothing. Add one with “ehcp-flow notices contact add”.")
        return
    from ehcp_flow.cli.show import table
    from notifications.health.contacts import ContactRole

    table(
        ("Contact", "Role", "Name", "Provider", "By", "Address", "There"),
        [
            (
                str(each.contact_id),
                ContactRole(each.role).words,
                each.name,
                each.provider,
                each.channel,
                each.address,
                "left" if each.left_on else "yes",
            )
            for each in found
        ],
    )
    asking = [str(each.contact_id) for each in found if _must_ask(each) and not each.left_on]
    if asking:
        say(f"Contact {', '.join(asking)}: {MUST_ASK}")


@contacts.command("left", cls=Command)
def left(
    ctx: typer.Context,
    number: ContactNumber,
    on: Day = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that somebody has left: their role mailbox is told instead.

    Example: ehcp-flow notices contact left 4 --on 2026-11-30
    """
    from ehcp_flow.services.health.people import contact_left

    office = to_write(ctx, database, authority)
    contact, moved = done(contact_left(office, number, on or office.clock.today()))
    if as_json:
        print_json(_document(contact) | {"notices": moved})
        return
    say(f"{contact.name} is no longer told.{_moved(moved)}")


@recipients.command("add", cls=Command)
def recipient_add(
    ctx: typer.Context,
    case: options.Case,
    number: ContactNumber,
    reason: Reason,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Have a contact told of a case beside those of the rules.

    Example: ehcp-flow notices recipient add EHC-2026-00001 4 --reason "Leads her care"
    """
    from ehcp_flow.services.health.people import override

    office = to_write(ctx, database, authority)
    _recorded(done(override(office, options.reference(case), number, True, reason, as_user)), as_json)


@recipients.command("leave-out", cls=Command)
def recipient_leave_out(
    ctx: typer.Context,
    case: options.Case,
    number: ContactNumber,
    reason: Reason,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Leave a contact out of those who are told of a case.

    Example: ehcp-flow notices recipient leave-out EHC-2026-00001 4 --reason "Not her practice"
    """
    from ehcp_flow.services.health.people import override

    office = to_write(ctx, database, authority)
    _recorded(done(override(office, options.reference(case), number, False, reason, as_user)), as_json)


def person(
    ctx: typer.Context,
    case: options.Case,
    gp: Annotated[int | None, typer.Option("--gp", metavar="CONTACT", help="The practice, by contact number.")] = None,
    provider: Annotated[
        str | None, typer.Option("--provider", metavar="NAME", help="Who cares for the child; “” for nobody.")
    ] = None,
    verified_by: Annotated[
        str, typer.Option("--verified-by", metavar="WHO", help="Who traced the NHS number.", show_default=False)
    ] = "",
    restricted: Annotated[
        str | None,
        typer.Option("--restricted", metavar="WHY", help="Why no notice goes without a person's say; “” ends it."),
    ] = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show or record what health notices need to know of a child.

    Example: ehcp-flow notices person EHC-2026-00001 --gp 2 --provider "Made-up Trust" --verified-by "Pat Osier"
    """
    reference = options.reference(case)
    if gp is None and provider is None and restricted is None and not verified_by:
        _show_person(ctx, reference, as_json, database, authority)
        return
    from ehcp_flow.services.health.people import set_person

    office = to_write(ctx, database, authority)
    _recorded(done(set_person(office, reference, gp, provider, verified_by, restricted, as_user)), as_json)


def basis(
    ctx: typer.Context,
    case: options.Case,
    words: Annotated[str, typer.Option("--words", metavar="WORDS", help="On what law it rests.", show_default=False)],
    decided_by: Annotated[str, typer.Option("--decided-by", metavar="WHO", help="Who decided it.", show_default=False)],
    consent: Annotated[bool, typer.Option("--consent", help="It rests on the family's consent.")] = False,
    on: Day = None,
    expires: Annotated[
        date | None,
        typer.Option("--expires", parser=options.typed_day, metavar="DATE", help="The last day on which it holds."),
    ] = None,
    streams: Annotated[
        list[str] | None,
        typer.Option(
            "--for", metavar="WHAT", help="flag, share or invite. May be given several times. Without it: for all."
        ),
    ] = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record the lawful basis on which health is told. A person decides it; nothing goes without one.

    Example: ehcp-flow notices basis EHC-2026-00001 --words "CFA 2014, section 26" --decided-by "Sam Rowan"
    """
    from ehcp_flow.services.health.people import decide

    office, kind = to_write(ctx, database, authority), "consent" if consent else "basis"
    chosen = list(dict.fromkeys(streams or ()))
    found = decide(office, options.reference(case), kind, words, decided_by, on, expires, as_user, chosen)
    _recorded(done(found), as_json, _for_words(",".join(chosen)))


def objection(
    ctx: typer.Context,
    case: options.Case,
    words: Annotated[
        str, typer.Option("--words", metavar="WORDS", help="What is objected to.")
    ] = "Objects to sharing with health",
    made_by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who objects: “her mother”.")] = "the family",
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="It no longer stands.")] = False,
    on: Day = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that the family objects to sharing, or no longer does. No plan is shared against it.

    Example: ehcp-flow notices objection EHC-2026-00001 --by "her mother" --on 12/11/2026
    """
    from ehcp_flow.services.health.people import decide

    office = to_write(ctx, database, authority)
    kind = "objection_withdrawn" if withdrawn else "objection"
    _recorded(done(decide(office, options.reference(case), kind, words, made_by, on, None, as_user)), as_json)


def _show_person(ctx: typer.Context, case: str, as_json: bool, database: str | None, authority: str | None) -> None:
    from ehcp_flow.services.health.lookups import show_person_health
    from workflows.words import day_words

    shown = done(show_person_health(to_read(ctx, database, authority), case))
    health = shown.health
    number = (
        "not held" if not shown.has_number else health.nhs_status.replace("_", " ").replace("missing", "not verified")
    )
    if as_json:
        print_json(
            {
                "case": shown.case,
                "gp": health.gp_contact_id,
                "provider": health.provider or None,
                "nhs_number": number,
                "identified_by": health.identified_by or None,
                "restricted": health.restricted or None,
                "decisions": [
                    {
                        "kind": each.kind,
                        "words": each.words,
                        "decided_by": each.decided_by,
                        "decided_on": each.decided_on,
                        "expires_on": each.expires_on,
                        "for": each.streams.split(",") if each.streams else ["flag", "share", "invite"],
                    }
                    for each in shown.decisions
                ],
                "recipients": [
                    {"contact": each.contact_id, "told": each.include, "reason": each.reason}
                    for each in shown.overrides
                ],
            }
        )
        return
    practice = shown.contacts.get(health.gp_contact_id or 0)
    say(f"{shown.case}")
    say(f"  Practice: {practice.name if practice else 'not recorded'}")
    say(f"  Provider: {health.provider or 'not recorded'}")
    say(f"  NHS number: {number}{f', by {health.nhs_checked_by}' if health.nhs_checked_by else ''}")
    if health.restricted:
        say(f"  Restricted: {health.restricted}")
    for each in shown.decisions:
        until = f", until {day_words(each.expires_on)}" if each.expires_on else ""
        what = f", {_for_words(each.streams)}" if each.kind in ("basis", "consent") else ""
        who = f"{each.decided_by}, {day_words(each.decided_on)}"
        say(f"  {each.kind.replace('_', ' ').capitalize()}: {each.words} ({who}{until}{what})")
    for row in shown.overrides:
        name = shown.contacts[row.contact_id].name
        say(f"  {'Told too' if row.include else 'Left out'}: {name} ({row.reason})")


def _for_words(streams: str) -> str:
    """For what a basis holds: never left to be guessed."""
    from workflows.words import list_words

    words = {"flag": "the flag", "share": "sharing plans", "invite": "invitations to reviews"}
    return f"for {list_words([words[each] for each in (streams.split(',') if streams else words)])}"


def _recorded(found: "Recorded", as_json: bool, what: str = "") -> None:
    if as_json:
        print_json({"case": found.case, "notices": found.notices, "question": found.question or None})
        return
    holds = f" It holds {what}." if what else ""
    say(f"Recorded for {found.case}.{holds}{_moved(found.notices)}")
    if found.question:
        say(found.question)


def _moved(notices: int) -> str:
    if not notices:
        return ""
    return f" {notices} {'notice' if notices == 1 else 'notices'} can go now."


def _must_ask(contact: "HealthContact") -> bool:
    """Whether what it is sent does not say which child a flag is for, so that it must ask."""
    return contact.role in ("gp", "provider") and contact.channel != "file"


def _document(contact: "HealthContact") -> dict[str, Any]:
    return {
        "contact": contact.contact_id,
        "role": contact.role,
        "name": contact.name,
        "organisation": contact.organisation or None,
        "provider": contact.provider or None,
        "service": contact.service or None,
        "address": contact.address,
        "channel": contact.channel,
        "role_mailbox": contact.role_mailbox,
        "note": MUST_ASK if _must_ask(contact) else None,
        "left_on": contact.left_on,
    }
