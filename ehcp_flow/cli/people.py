"""`ehcp-flow person …`: look people up. A person is registered with their first case (`case new`)."""

from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read
from ehcp_flow.cli.output import Command, WrongInput, done, print_json

if TYPE_CHECKING:
    from ehcp_flow.services.lookups import ShownPerson

app = typer.Typer(no_args_is_help=True, help="Look children and young people up. “case new” registers them.")

Text = Annotated[
    str,
    typer.Argument(metavar="TEXT", help="A reference, a UPN, an NHS number, or words of the name.", show_default=False),
]


@app.command("find", cls=Command)
def find(
    ctx: typer.Context,
    text: Text,
    as_at: options.AsAt = None,
    limit: options.Limit = 30,
    everything: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Find people by name, UPN, ULN, NHS number or the reference of a case.

    Example: ehcp-flow person find "brown jam"
    """
    from ehcp_flow.cli.lists import person_lines
    from ehcp_flow.services.lookups import list_people

    found = list_people(to_read(ctx, database, authority), text, as_at)
    person_lines(found, text, None if everything else limit, as_json)


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    as_at: options.AsAt = None,
    limit: options.Limit = 30,
    everything: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List everybody who has a case, by name.

    Example: ehcp-flow person list --all
    """
    from ehcp_flow.cli.lists import person_lines
    from ehcp_flow.services.lookups import list_people

    found = list_people(to_read(ctx, database, authority), as_at=as_at)
    person_lines(found, "", None if everything else limit, as_json)


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    text: Text,
    as_at: options.AsAt = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show one person with their numbers and all of their cases.

    Example: ehcp-flow person show EHC-2026-00001
    """
    from ehcp_flow.cli.lists import person_lines
    from ehcp_flow.services.lookups import list_people, show_person

    office = to_read(ctx, database, authority)
    found = list_people(office, text)
    if not found:
        raise WrongInput(f"Nobody is found by “{text}”. Try part of the surname, a reference, a UPN or an NHS number.")
    if len(found) > 1:
        if not as_json:
            person_lines(found, text, 30, as_json=False)
        raise WrongInput(f"{len(found):,} people are found by “{text}”. Show one of them by the reference of a case.")
    _print(done(show_person(office, found[0].person_id, as_at)), as_json)


def _print(shown: "ShownPerson", as_json: bool) -> None:
    from ehcp_flow.documents import full_name, person_document
    from workflows.case import headline_words

    if as_json:
        cases = [{"case": each.reference, "state": each.state, "version": each.version} for each in shown.cases]
        print_json(person_document(shown.person) | {"cases": cases})
        return
    from ehcp_flow.cli.show import line, table
    from ehcp_flow.phrases import full_day

    person = shown.person
    line(full_name(person), "bold")
    line(f"Born: {full_day(person.born) if person.born else 'not known'}")
    for words, value in (("UPN", person.upn), ("ULN", person.uln), ("NHS number", person.nhs_number)):
        line(f"{words}: {value or 'not held'}")
    if not shown.cases:
        line("No case had begun by that day.")
        return
    rows = [(each.reference, headline_words(each.state), str(each.entries)) for each in shown.cases]
    table(("Case", "Stands at", "Entries"), rows, right=("Entries",))
