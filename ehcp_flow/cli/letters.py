"""`ehcp-flow letter …`: the letters of a case, and the templates that they are made from."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read, to_write
from ehcp_flow.cli.output import Command, WrongInput, done, note, print_json, say

if TYPE_CHECKING:
    from ehcp_flow.services.letters.kept import ShownLetter
    from notifications.letters.model import LetterWords

app = typer.Typer(no_args_is_help=True, help="Letters of a case: which fit, written, kept, given out, sent.")

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number of the letter.", show_default=False)]
Kind = Annotated[str, typer.Argument(metavar="KIND", help="See “ehcp-flow letter template”.", show_default=False)]


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    case: options.Case,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the letters of a case, and those that fit it now.

    Example: ehcp-flow letter list EHC-2026-00001
    """
    from ehcp_flow.services.letters.fitting import choices
    from ehcp_flow.services.letters.kept import letters_of_case
    from workflows.words import sentence

    office, reference = to_read(ctx, database, authority), options.reference(case)
    held = done(letters_of_case(office, reference, as_user))
    fit = [each for each in done(choices(office, reference, as_user)) if each.why]
    if as_json:
        print_json(
            {
                "letters": [_document(each) for each in held],
                "fit": [{"kind": each.kind.name, "title": each.kind.title, "why": each.why} for each in fit],
            }
        )
        return
    say("Letters:" if held else "No letter has been kept on this case yet.")
    for shown in held:
        say(f"  {shown.letter.letter_id}: {shown.title}, to {shown.letter.addressed_to}. {' '.join(_became(shown))}")
    if fit:
        say("Letters that fit it now:")
    for each in fit:
        say(f"  {each.kind.name}: {each.kind.title}. {sentence(each.why)}")


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    case: options.Case,
    number: Number,
    word: Annotated[Path | None, typer.Option("--word", metavar="FILE", help="Write it as a Word file.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it as a PDF.")] = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Show a letter that was kept, or write it as Word or PDF.

    Example: ehcp-flow letter show EHC-2026-00001 1 --pdf letter.pdf
    """
    from ehcp_flow.services.letters.kept import as_pdf, as_word, shown_letter

    office = to_read(ctx, database, authority)
    held = done(shown_letter(office, options.reference(case), number, as_user))
    for path, made in ((word, as_word), (pdf, as_pdf)):
        if path is not None:
            path.write_bytes(made(held))
            note(f"Written: {path}")
    if as_json:
        print_json(_document(held) | {"words": held.letter.words, "dates": held.letter.dates})
    elif word is None and pdf is None:
        _say_letter(held.words)


@app.command("make", cls=Command)
def make(
    ctx: typer.Context,
    case: options.Case,
    kind: Kind,
    to: Annotated[
        str, typer.Option("--to", metavar="NAME", help="Whom it goes to. Without it: the likeliest contact.")
    ] = "",
    address: Annotated[str, typer.Option("--address", metavar="TEXT", help="Their address, with commas.")] = "",
    on: Annotated[
        date | None,
        typer.Option("--on", parser=options.typed_day, metavar="DATE", help="The date of the letter."),
    ] = None,
    fact: options.Facts = None,
    limit: Annotated[str, typer.Option("--limit", metavar="DUTY", help="Which deadline a late letter is about.")] = "",
    instead_of: Annotated[
        int | None, typer.Option("--instead-of", metavar="NUMBER", help="The letter whose place it takes.")
    ] = None,
    look: Annotated[bool, typer.Option("--look", help="Show it and keep nothing.")] = False,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Write a letter from the case, and keep it. What the ledger does not know is given with --fact NAME=TEXT.

    Example: ehcp-flow letter make EHC-2026-00001 assessment_refused --fact support="The school goes on as planned."
    """
    from ehcp_flow.services.letters.kept import shown_letter
    from ehcp_flow.services.letters.making import draft, keep
    from ehcp_flow.services.letters.parts import Writing

    office, reference = to_write(ctx, database, authority), options.reference(case)
    writing = Writing(
        kind=_kind(kind),
        name=to,
        address=address,
        dated=on,
        given=_given(fact or []),
        limit=limit,
        takes_place_of=instead_of,
    )
    if look:
        found = done(draft(office, reference, writing, as_user))
        for caution in found.cautions:
            note(caution)
        if as_json:
            print_json({"words": found.words.as_json(), "dates": found.words.dates_as_json()})
        else:
            _say_letter(found.words)
        return
    kept = done(keep(office, reference, writing, as_user))
    if as_json:
        print_json(_document(done(shown_letter(office, reference, kept.letter_id, as_user))))
        return
    say(f"{reference}: letter {kept.letter_id} was kept, to {kept.addressed_to}.")


@app.command("sent", cls=Command)
def sent(
    ctx: typer.Context,
    case: options.Case,
    number: Number,
    on: Annotated[
        date, typer.Option("--on", parser=options.typed_day, metavar="DATE", help="The day on which it was sent.")
    ],
    how: Annotated[str, typer.Option("--how", help="post, email, secure_email, portal or by_hand.")] = "post",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Note that a letter was sent. One to the family counts as the family having been told.

    Example: ehcp-flow letter sent EHC-2026-00001 1 --on today
    """
    from ehcp_flow.services.letters.kept import mark_sent

    office = to_write(ctx, database, authority)
    held = done(mark_sent(office, options.reference(case), number, on, how, as_user))
    if as_json:
        print_json(_document(held))
        return
    say(f"Letter {number}: {' '.join(_became(held))}")


@app.command("template", cls=Command)
def template(
    ctx: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="[KIND]", help="Without it: every kind of letter.", show_default=False)
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--set", metavar="FILE", help="Use the words of this file from now on.")
    ] = None,
    shipped: Annotated[bool, typer.Option("--as-shipped", help="Use the words as shipped from now on.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Show it with a made-up case.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why it is changed. It stays with the version.")] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List the kinds of letters; show or change the words of one.

    Example: ehcp-flow letter template draft_plan --set draft.txt --reason "Our own opening"
    """
    from ehcp_flow.services.letters import own_templates as held

    if file is not None and shipped:
        raise WrongInput("Give either --set or --as-shipped.")
    if not kind:
        _say_templates(held.templates(to_read(ctx, database, authority)), as_json)
        return
    changing = file is not None or shipped
    office = (to_write if changing else to_read)(ctx, database, authority)
    name = _kind(kind)
    if file is not None:
        saved = held.save(office, name, file.read_text(encoding="utf-8"), reason, as_user)
        if isinstance(saved, held.Unfit):
            lines = [f"  line {each.line}: {each.what}. {each.do}" for each in saved.problems]
            raise WrongInput("\n".join(["The words do not fit this letter:", *lines]))
        current = done(saved)
    elif shipped:
        current = done(held.as_shipped(office, name, reason, as_user))
    else:
        current = done(held.template(office, name))
    if as_json:
        print_json({"kind": name, "version": current.version, "words": current.words})
    elif example:
        _say_letter(done(held.made_up(office, current.kind, current.words)))
    elif changing:
        say(
            f"{current.kind.title}: {'as shipped' if current.as_shipped else f'version {current.version}'} from now on."
        )
    else:
        say(current.words.rstrip())


def _say_templates(held: Any, as_json: bool) -> None:
    if as_json:
        print_json([{"kind": each.kind.name, "title": each.kind.title, "version": each.version} for each in held])
        return
    for each in held:
        own = "" if each.as_shipped else f" (the council's own, version {each.version})"
        say(f"{each.kind.name}: {each.kind.title}, for when {each.kind.when}{own}")


def _kind(typed: str) -> str:
    from ehcp_flow.cli.inputs import nearest
    from notifications.letters.kinds import kinds
    from workflows.words import list_words

    name = "_".join(typed.replace("-", " ").casefold().split())
    if name in kinds():
        return name
    near = nearest(name, list(kinds()))
    meant = f" Did you mean {list_words(near, 'or')}?" if near else ""
    raise WrongInput(f"“{typed}” is not a kind of letter.{meant} “ehcp-flow letter template” lists them all.")


def _given(pairs: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, words = pair.partition("=")
        if not sign or not name.strip():
            raise WrongInput(f"“{pair}” is not a fact. Write it as NAME=TEXT.")
        found[name.strip()] = words.strip()
    return found


def _became(shown: "ShownLetter") -> list[str]:
    """What has become of a letter, a sentence each."""
    from ehcp_flow.services.letters.kept import HOW
    from workflows.words import amount_words, day_words

    letter = shown.letter
    said = [f"Sent on {day_words(letter.sent_on)} {HOW[letter.sent_how]}." if letter.sent_on else "Not marked as sent."]
    if shown.replaced_by:
        said.append(f"Letter {shown.replaced_by} takes its place.")
    if shown.put_right:
        said.append(f"It tells of an entry that was put right on {day_words(shown.put_right)}.")
    if shown.late_by:
        said.append(f"It went {amount_words(shown.late_by, 'days')} after its date, from which days in it are counted.")
    return said


def _document(shown: "ShownLetter") -> dict[str, Any]:
    letter = shown.letter
    return {
        "number": letter.letter_id, "kind": letter.kind, "title": shown.title, "to": letter.addressed_to,
        "dated": shown.words.written_on, "entry": letter.entry, "takes_place_of": letter.takes_place_of,
        "replaced_by": shown.replaced_by, "entry_put_right_on": shown.put_right, "template_version": letter.template_version,
        "template_hash": letter.template_hash, "made_at": letter.made_at, "made_by": letter.made_by,
        "sent_on": letter.sent_on, "sent_how": letter.sent_how,
    }  # fmt: skip


def _say_letter(letter: "LetterWords") -> None:
    from notifications.letters.markup import Sort
    from workflows.words import day_words

    for lines in (letter.head, letter.to, (day_words(letter.written_on),)):
        say("\n".join(lines) + "\n")
    say("\n".join(f"{name}: {value}" for name, value in letter.facts) + "\n")
    say(f"{letter.greeting}\n\n{letter.title}\n")
    for block in letter.blocks:
        mark = "- " if block.sort is Sort.BULLETS else ""
        say("\n".join(f"{mark}{text}" for text in block.texts) + ("" if block.sort is Sort.HEADING else "\n"))
    say(f"{letter.closing[0]}\n\n" + "\n".join(letter.closing[1:]))
