"""`ehcp-flow case …`: open a case, look at it, record what happened, put right, except, assign, list."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.asked import ask_for, asked_of_another
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.options import reference
from ehcp_flow.cli.output import REFUSED, Command, WrongInput, done, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.cases import Done
    from ehcp_flow.services.office import Office
    from workflows.vocabulary import Event

app = typer.Typer(no_args_is_help=True, help="Open a case, look at it, record what happened, put it right.")

On = Annotated[
    date | None,
    typer.Option(
        "--on", parser=options.typed_day, metavar="DATE", help="The day on which it happened. Without it: today."
    ),
]


@app.command("new", cls=Command)
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="“Forename Surname”, or “Surname, Forename”.")],
    born: Annotated[date, typer.Option("--born", parser=options.typed_day, metavar="DATE", help="The birth date.")],
    received: Annotated[
        date,
        typer.Option(
            "--received",
            parser=options.typed_day,
            metavar="DATE",
            help="The day the request was received, or of what the case begins with.",
        ),
    ],
    source: Annotated[
        str,
        typer.Option("--source", metavar="WHO", help="Who asked: parent, young_person, school, health, social_care…"),
    ] = "",
    begins_with: Annotated[
        str,
        typer.Option(
            "--begins-with",
            metavar="EVENT",
            help="request_received, became_responsible, plan_transferred_in or plan_made.",
        ),
    ] = "request_received",
    fact: options.Facts = None,
    upn: Annotated[str, typer.Option("--upn", help="The unique pupil number.", show_default=False)] = "",
    nhs_number: Annotated[str, typer.Option("--nhs-number", help="The NHS number.", show_default=False)] = "",
    another_person: Annotated[
        bool, typer.Option("--another-person", help="Someone else of the same name and birth date is already held.")
    ] = False,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Open a case: register a person and the request that was received for them.

    Somebody who is already held (same UPN, NHS number, or name and birth date) is not registered twice.

    A case can also begin with a plan: --begins-with plan_transferred_in --received 1/9/2026 --fact authority=830.

    Example: ehcp-flow case new --name "Jamie Brown" --born 3/5/2019 --received 9/10/2026 --source parent
    """
    from ehcp_flow.cli.inputs import read_event, read_pairs
    from ehcp_flow.services.cases import open_case
    from ehcp_flow.services.people import NewPerson

    what = read_event(begins_with)
    facts = read_pairs(what, fact or [])
    office = to_write(ctx, database, authority)
    person = NewPerson(name, born, upn, nhs_number, another_person)
    opened = done(open_case(office, person, received, source, as_user, what, facts))
    if as_json:
        from ehcp_flow.documents import done_document

        print_json(done_document(opened, office.clock.today()) | {"known_person": opened.known_person})
        return
    from ehcp_flow.phrases import full_day
    from workflows.events import EVENTS

    known = "was already held" if opened.known_person else "was registered"
    say(f"{opened.case}: {name}, born {full_day(born)}, {known}.")
    say(f"{EVENTS[what].title} on {full_day(received)}.")
    _say_done(office, opened)


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    case: options.Case,
    why: Annotated[
        bool, typer.Option("--why", help="Explain every date: its rule, its counting, its exceptions.")
    ] = False,
    as_at: options.AsAt = None,
    known_at: options.KnownAt = None,
    as_user: Annotated[
        str | None, typer.Option("--as", metavar="EMAIL", help="List the steps that this user may record.")
    ] = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show a case: what is next and why, every date it has had, what may be recorded, what happened.

    Example: ehcp-flow case show EHC-2026-00001 --why
    """
    from ehcp_flow.clock import end_of_day
    from ehcp_flow.services.lookups import calendar_of, show_case

    office = to_read(ctx, database, authority)
    moment = end_of_day(known_at) if known_at else None
    shown = done(show_case(office, reference(case), as_at, moment, as_user))
    if as_json:
        from ehcp_flow.documents import case_document

        print_json(case_document(shown))
        return
    from ehcp_flow.cli.show import case_page

    case_page(shown, calendar_of(office), why)


@app.command("record", cls=Command)
def record(
    ctx: typer.Context,
    case: options.Case,
    event: Annotated[
        str, typer.Argument(metavar="EVENT", help="What happened: see “ehcp-flow case events”.", show_default=False)
    ],
    on: Annotated[
        date,
        typer.Option("--on", parser=options.typed_day, metavar="DATE", help="The day on which it happened."),
    ],
    fact: options.Facts = None,
    as_user: options.As = None,
    seen: Annotated[
        int | None,
        typer.Option(
            "--seen", metavar="VERSION", help="The version that you looked at: refused if the case has changed."
        ),
    ] = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record that something happened on a case. The deadlines that it starts, moves or meets are shown.

    Example: ehcp-flow case record EHC-2026-00001 assessment_agreed --on 3/11/2026
    """
    from ehcp_flow.cli.inputs import read_event, read_pairs
    from workflows.vocabulary import Event

    what = read_event(event)
    if what is Event.CORRECTION:
        raise WrongInput("An entry is put right with “ehcp-flow case correct CASE NUMBER --reason …”.")
    facts = read_pairs(what, fact or [])
    office = to_write(ctx, database, authority)
    _record(office, case, what, on, facts, as_user, as_json, seen)


@app.command("except", cls=Command)
def except_(
    ctx: typer.Context,
    case: options.Case,
    ground: Annotated[
        str, typer.Option("--ground", metavar="GROUND", help="The ground in the regulations, such as absent_4_weeks.")
    ],
    first: Annotated[
        date, typer.Option("--from", parser=options.typed_day, metavar="DATE", help="The first day affected.")
    ],
    last: Annotated[
        date, typer.Option("--to", parser=options.typed_day, metavar="DATE", help="The last day affected.")
    ],
    duty: Annotated[
        str, typer.Option("--duty", help="The one duty it excuses. Without it: every duty with this ground.")
    ] = "",
    evidence: Annotated[str, typer.Option("--evidence", help="The evidence that is held.")] = "",
    text: Annotated[str, typer.Option("--note", help="A note.")] = "",
    on: On = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record an exception: why a limit need not be met. It adds no days; it excuses because of its cause.

    With --as it takes two people: it waits until another manager or decision maker agrees (“ehcp-flow asked”).

    Example: ehcp-flow case except EHC-2026-00001 --ground absent_4_weeks --from 1/10/2026 --to 2/11/2026
    """
    from workflows.vocabulary import Event

    given: dict[str, object] = {
        "ground": _ground(ground),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "duty": duty,
        "evidence": evidence,
        "note": text,
    }
    office = to_write(ctx, database, authority)
    facts = {name: value for name, value in given.items() if value}
    _record(office, case, Event.EXCEPTION_RECORDED, on or office.clock.today(), facts, as_user, as_json)


@app.command("correct", cls=Command)
def correct(
    ctx: typer.Context,
    case: options.Case,
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", min=1, help="The entry's number in “What happened”.", show_default=False)
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why the entry was wrong.")],
    on: Annotated[
        date | None,
        typer.Option("--on", parser=options.typed_day, metavar="DATE", help="The day on which it did happen."),
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="The right facts, all of them.")
    ] = None,
    never_happened: Annotated[bool, typer.Option("--never-happened", help="It did not happen at all.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Save without asking, even if later entries no longer stand.")
    ] = False,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Put an entry right. It stays on the ledger, and what follows from it is worked out again.

    First it shows which later entries no longer stand and which dates move, and asks. With --json it does not ask:
    where later entries would no longer stand it is refused, unless --yes is given. What takes two people with --as (a
    decision, an exception, a closed month) is asked for, and waits for another manager or decision maker.

    Example: ehcp-flow case correct EHC-2026-00001 2 --on 4/11/2026 --reason "The letter went a day later"
    """
    from ehcp_flow.services import cases

    if never_happened and (on or fact):
        raise WrongInput("What never happened has no right date and no right facts. Give one or the other.")
    office = to_write(ctx, database, authority)
    case = reference(case)
    facts = _right_facts(office, case, number, fact) if fact else None

    proposal = cases.correction(office, number, reason, on, facts, never_happened)
    if as_user and asked_of_another(office, case, proposal, as_user, as_json, yes or as_json, _show_and_confirm):
        return

    def ask(confirmed: bool, only_look: bool, seen: int | None) -> "Done":
        return done(
            cases.correct(
                office, case, number, reason, on, facts, never_happened, as_user, confirmed, seen, only_look=only_look
            )
        )

    if as_json:
        from ehcp_flow.documents import done_document

        print_json(done_document(ask(yes, False, None), office.clock.today()))
        return
    seen = None
    if not yes:
        preview = ask(True, True, None)
        seen = preview.version - 1
        _show_and_confirm(office, preview)
    saved = ask(True, False, seen)
    say(f"{case}: entry {number} was put right by entry {saved.outcome.entry.number}.")
    if yes:
        _show_correction(office, saved)
    say(f"The case now stands at: {saved.outcome.view.words}.")


@app.command("assign", cls=Command)
def assign(
    ctx: typer.Context,
    case: options.Case,
    to: Annotated[str, typer.Option("--to", metavar="EMAIL", help="The officer who takes the case.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.", show_default=False)] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Give a case to an officer, who is told.

    Example: ehcp-flow case assign EHC-2026-00001 --to priya@example.gov.uk
    """
    from ehcp_flow.services import cases

    office = to_write(ctx, database, authority)
    assigned = done(cases.assign(office, reference(case), to, as_user, reason))
    if as_json:
        from ehcp_flow.documents import done_document

        print_json(done_document(assigned, office.clock.today()) | {"owner": assigned.outcome.entry.fact("to")})
        return
    say(f"{assigned.case} is now with {assigned.outcome.entry.fact('to')}.")


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="A reference, a UPN, or words of the name.", show_default=False)
    ] = "",
    state: Annotated[str, typer.Option("--state", help="Only cases in this state, such as requested.")] = "",
    owner: Annotated[str | None, typer.Option("--owner", metavar="EMAIL", help="Only this officer's cases.")] = None,
    as_at: options.AsAt = None,
    limit: options.Limit = 30,
    everything: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List cases, the one with the earliest date first.

    With --as-at: the cases that there were, with state, officer and next date as they stood on that day.

    Example: ehcp-flow case list --owner priya@example.gov.uk
    """
    from ehcp_flow.cli.lists import case_lines, state_name
    from ehcp_flow.services.lookups import MOST_FOUND, list_cases

    state = state_name(state)
    if text and (state or owner):
        raise WrongInput("Give either words to search for, or --state and --owner.")
    office = to_read(ctx, database, authority)
    rows = done(list_cases(office, state, owner, text, MOST_FOUND if text else None, as_at))
    narrowed = bool(text or state or owner or as_at)
    case_lines(office, rows, narrowed, None if everything else limit, as_json)


@app.command("events", cls=Command)
def events(as_json: options.Json = False) -> None:
    """List everything that can be recorded, with the facts that come with each.

    Example: ehcp-flow case events
    """
    from ehcp_flow.cli.lists import event_lines

    event_lines(as_json)


def _record(
    office: "Office",
    case: str,
    event: "Event",
    on: date,
    facts: dict[str, object],
    as_user: str | None,
    as_json: bool,
    seen: int | None = None,
) -> None:
    from ehcp_flow.services import cases
    from workflows.advance import Proposal
    from workflows.vocabulary import Event

    if as_user and event is Event.EXCEPTION_RECORDED:
        ask_for(office, reference(case), Proposal(event, on, facts), as_user, as_json, seen)
        return
    recorded = done(cases.record(office, reference(case), event, on, facts, as_user, seen))
    if as_json:
        from ehcp_flow.documents import done_document

        print_json(done_document(recorded, office.clock.today()))
        return
    from ehcp_flow.phrases import full_day
    from workflows.events import EVENTS

    say(f"{recorded.case}: “{EVENTS[event].title}” on {full_day(on)} was recorded as entry {recorded.version}.")
    _say_done(office, recorded)


def _say_done(office: "Office", saved: "Done") -> None:
    """Where the case stands, what changed, and what is next."""
    from ehcp_flow.cli.show import changes, what
    from ehcp_flow.phrases import due_sentence
    from ehcp_flow.services.lookups import calendar_of

    calendar, today = calendar_of(office), office.clock.today()
    say(f"The case now stands at: {saved.outcome.view.words}.")
    changes(saved.outcome.moved, today, calendar)
    following = next((each for each in saved.outcome.deadlines if each.live and each.binding and not each.floor), None)
    if following is not None:
        say(f"Next: {what(following)}, {due_sentence(following, today, calendar)}.")


def _ground(typed: str) -> str:
    from ehcp_flow.cli.inputs import nearest
    from workflows.vocabulary import GROUND_WORDS, Ground
    from workflows.words import list_words

    name = "_".join(typed.replace("-", " ").casefold().split())
    if name in [ground.value for ground in Ground]:
        return name
    near = nearest(name, [ground.value for ground in Ground])
    meant = f" Did you mean {list_words(near, 'or')}?" if near else ""
    listed = "\n".join(f"  {ground.value}: {words}" for ground, words in GROUND_WORDS.items())
    raise WrongInput(f"“{typed}” is not a ground.{meant} The grounds are:\n{listed}")


def _right_facts(office: "Office", case: str, number: int, pairs: list[str]) -> dict[str, object]:
    """The facts typed, read as those of the entry that is put right."""
    from ehcp_flow.cli.inputs import read_pairs
    from ehcp_flow.services.lookups import show_case

    shown = done(show_case(office, case))
    entry = next((each for each in shown.entries if each.number == number), None)
    if entry is None:
        raise WrongInput(f"There is no entry {number}: {case} has entries 1 to {len(shown.entries)}.")
    return read_pairs(entry.event, pairs)


def _show_correction(office: "Office", preview: "Done") -> None:
    from ehcp_flow.cli.show import changes
    from ehcp_flow.services.lookups import calendar_of

    fallen = preview.outcome.no_longer_stand
    if fallen:
        say("Entries that no longer stand:")
        for misfit in fallen:
            say(f"  {misfit.entry.number}: {misfit.why}")
    changes(preview.outcome.moved, office.clock.today(), calendar_of(office))


def _show_and_confirm(office: "Office", preview: "Done") -> None:
    """Go on only if somebody says so; where nobody can be asked, it is not done."""
    _show_correction(office, preview)
    try:
        agreed = typer.confirm("Put it right?")
    except typer.Abort:
        note("\nNobody could be asked, so nothing was changed. Give --yes to save without asking.")
        raise typer.Exit(REFUSED) from None
    if not agreed:
        note("Nothing was changed.")
        raise typer.Exit(REFUSED)
