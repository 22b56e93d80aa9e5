"""`ehcp-flow sen2 …`: makes the SEN2 return from the ledgers, says what blocks it, and checks any return file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ehcp_flow.cli import options
from ehcp_flow.cli.opening import to_read
from ehcp_flow.cli.output import REFUSED, Command, WrongInput, done, print_json, say

if TYPE_CHECKING:
    from datetime import datetime

    from ehcp_flow.services.returns.check import Blocking
    from ehcp_flow.services.returns.export import Exported, Posts
    from reports.sen2.problems import Problem

app = typer.Typer(
    no_args_is_help=True,
    help="Make the SEN2 return from the cases, see what blocks it, and check any return. Ends with 3 where a return could "
    "not be sent as it is.",
)

NOT_KNOWN = (
    "These are the rules of EHCP Flow (S01 to S24), made from the wording of the Department's guide. The Department's own "
    "numbered validation rules are not held here, so a return without an error here can still be queried in COLLECT."
)
ROWS = 40

Collection = Annotated[
    int, typer.Option("--year", min=1900, max=9998, metavar="YEAR", help="The collection year, of its January census.")
]


def _post(flag: str, who: str) -> Any:
    return typer.Option(flag, metavar="Y|N|R", help=f"Designated {who} officer in post: yes, no, being recruited.")


@app.command("export", cls=Command)
def export(
    ctx: typer.Context,
    year: Collection,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The XML file to write; one that is there is replaced.")
    ],
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Write modules 1 to 5 as CSV files there too.")
    ] = None,
    serial: Annotated[
        str, typer.Option("--serial", metavar="NNN", help="Three digits, one higher for each submission.")
    ] = "001",
    dmo: Annotated[str | None, _post("--dmo", "medical")] = None,
    dco: Annotated[str | None, _post("--dco", "clinical")] = None,
    dsco: Annotated[str | None, _post("--dsco", "social care")] = None,
    known_at: options.KnownAt = None,
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Write the SEN2 return of a collection year: the calendar year before it, and the plans on its census day.

    The file names every child: keep it where such files may be. It is written even where something blocks it, and says
    how many people that concerns; “ehcp-flow sen2 check” lists them.

    Example: ehcp-flow sen2 export --year 2026 --out sen2-2026.xml --dmo Y --dco Y --dsco R
    """
    from ehcp_flow.services.returns.export import export_return
    from ehcp_flow.services.returns.rights import may_export

    if not (len(serial) == 3 and serial.isascii() and serial.isdigit()):
        raise WrongInput(f"“{serial}” is not a serial number: it has three digits, such as 002.")
    said = _posts(dmo, dco, dsco)
    office = to_read(ctx, database, authority)
    done(may_export(office, as_user, year))
    moment = _moment(known_at)
    exported = done(export_return(office, year, out, folder=csv, serial=serial, posts=said, known_at=moment))
    if as_json:
        print_json(asdict(exported))
        return
    _say_exported(exported, said)


def _posts(dmo: str | None, dco: str | None, dsco: str | None) -> "Posts":
    from ehcp_flow.services.returns.export import Posts

    given = {name: value.upper() for name, value in (("dmo", dmo), ("dco", dco), ("dsco", dsco)) if value is not None}
    for name, value in given.items():
        if value not in ("Y", "N", "R"):
            raise WrongInput(f"--{name} is Y (in post), N (not in post) or R (being recruited), not “{value}”.")
    return Posts(**given)


def _moment(known_at: date | None) -> "datetime | None":
    from ehcp_flow.clock import end_of_day

    return end_of_day(known_at) if known_at else None


def _say_exported(exported: "Exported", said: "Posts") -> None:
    from ehcp_flow.phrases import how_many
    from workflows.words import day_words, list_words

    say(f"The return of {exported.year} was written to {exported.file}")
    say(
        f"It has {how_many(exported.people, 'person', 'people')}, {how_many(exported.requests, 'request')}, "
        f"{how_many(exported.assessments, 'assessment')} and {how_many(exported.plans, 'plan')}, of which "
        f"{exported.active_plans:,} active on {day_words(exported.census)}."
    )
    if exported.modules:
        say(f"Its modules are in {exported.modules[0].parent}: {', '.join(path.name for path in exported.modules)}")
    if exported.census_to_come:
        say("The census day has not come yet: this is the return as the cases are now.")
    if missing := [name.upper() for name, value in asdict(said).items() if value is None]:
        say(f"The header leaves out {list_words(missing)}: say {list_words(f'--{each.lower()}' for each in missing)}.")
    if exported.left_out:
        say(f"Left out, because a return needs a birth date: {', '.join(exported.left_out)}.")
    if exported.blocked:
        people = how_many(exported.blocked, "person", "people")
        say(f"Before it can go, the records of {people} must be mended: ehcp-flow sen2 check --year {exported.year}")
    else:
        say("No rule that is held here is broken.")
    say(NOT_KNOWN)


@app.command("validate", cls=Command)
def validate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The return, as XML.", show_default=False)],
    limit: options.Limit = ROWS,
    show_all: options.All = False,
    as_json: options.Json = False,
) -> None:
    """Check any SEN2 return of 2023 or later against every rule that is held here, whoever made it.

    People are named by UPN, or by the line of the file, and an initial. Ends with 0 where no error was found, with 3
    where one was. A query can be right as it is and is no error.

    Example: ehcp-flow sen2 validate sen2-2026.xml
    """
    from reports.sen2.counts import Counts
    from reports.sen2.proof import is_error
    from reports.sen2.reader import read_return

    sent = read_return(file)
    problems, counts = list(sent.problems), Counts()
    for record in sent.records:
        counts.add(record)
        problems += record.problems
    errors = sum(is_error(problem) for problem in problems)
    if as_json:
        shown = [asdict(each) | {"effect": each.effect.value, "query": not is_error(each)} for each in problems]
        summary = {"people": counts.people, "set_aside": counts.set_aside, "errors": errors}
        print_json({**summary, "queries": len(problems) - errors, "problems": shown, "not_known": NOT_KNOWN})
    else:
        _say_validated(file, problems, counts.people + counts.set_aside, errors, None if show_all else limit)
    if errors:
        raise typer.Exit(REFUSED)


def _say_validated(file: Path, problems: "Sequence[Problem]", people: int, errors: int, limit: int | None) -> None:
    from ehcp_flow.cli.show import line, more, table
    from ehcp_flow.phrases import how_many
    from reports.sen2.proof import is_error
    from reports.sen2.rules import BY_ID

    line(f"{file.name}: {how_many(people, 'person', 'people')}", "bold")
    by_rule: dict[str, list[Problem]] = {}
    for problem in problems:
        by_rule.setdefault(problem.rule, []).append(problem)
    for rule, found in sorted(by_rule.items()):
        line()
        line(f"{rule}, {_level(found, is_error)}: {BY_ID[rule].words}", "bold")
        rows = [(each.person, str(each.request or ""), each.field, each.value, each.words, each.do) for each in found]
        table(("Person", "Request", "Item", "Value", "What is wrong", "What to do"), rows[:limit])
        more(len(rows[:limit]), len(rows), "problem")
    line()
    queries = how_many(len(problems) - errors, "query", "queries")
    line(f"{how_many(errors, 'error')} and {queries}." if problems else "No rule is broken.")
    line(NOT_KNOWN)


def _level(found: "Sequence[Problem]", is_error: Any) -> str:
    from ehcp_flow.phrases import how_many

    errors = sum(is_error(each) for each in found)
    parts = [how_many(errors, "error")] if errors else []
    if len(found) > errors:
        parts.append(how_many(len(found) - errors, "query", "queries"))
    return " and ".join(parts)


@app.command("check", cls=Command)
def check(
    ctx: typer.Context,
    year: Collection,
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="Only this rule, such as S19.")] = "",
    known_at: options.KnownAt = None,
    limit: options.Limit = ROWS,
    show_all: options.All = False,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """List, case by case, what blocks the return of a collection year as the cases now are, and what to record.

    No child is named: open the case. Ends with 0 where no case blocks it, with 3 where one does.

    Example: ehcp-flow sen2 check --year 2026 --rule S19
    """
    from ehcp_flow.services.returns.check import RULE_WORDS, findings

    wanted = rule.strip().upper()
    if wanted and wanted not in RULE_WORDS:
        raise WrongInput(f"“{rule}” is not a rule. They are {', '.join(RULE_WORDS)}.")
    found = done(findings(to_read(ctx, database, authority), year, _moment(known_at)))
    blocked = any(each.case and not each.query for each in found)
    shown = [each for each in found if wanted in ("", each.rule)]
    if as_json:
        by_rule = Counter(each.rule for each in shown)
        cases = len({each.case for each in shown if each.case and not each.query})
        print_json({"year": year, "cases": cases, "by_rule": dict(sorted(by_rule.items())), "findings": _dicts(shown)})
    else:
        _say_findings(year, shown, None if show_all else limit)
    if blocked:
        raise typer.Exit(REFUSED)


def _dicts(found: "Sequence[Blocking]") -> list[dict[str, Any]]:
    return [asdict(each) for each in found]


def _say_findings(year: int, found: "Sequence[Blocking]", limit: int | None) -> None:
    from ehcp_flow.cli.show import line, more, table
    from ehcp_flow.phrases import how_many
    from ehcp_flow.services.returns.check import RULE_WORDS

    cases = len({each.case for each in found if each.case and not each.query})
    line(f"The SEN2 return of {year}: {how_many(cases, 'case')} to mend", "bold")
    by_rule = Counter((each.rule, each.query) for each in found)
    rows = [
        (rule, "query" if query else "error", f"{count:,}", RULE_WORDS[rule])
        for (rule, query), count in sorted(by_rule.items())
    ]
    if not rows:
        line("Nothing that is held here blocks it.")
    else:
        table(("Rule", "Kind", "How many", "What it asks"), rows, right=("How many",))
        ordered = sorted(found, key=lambda each: (each.query, bool(each.case)))
        table(
            ("Case", "Rule", "Item", "What is wrong", "What to do"),
            [(each.case or "the header", each.rule, each.field, each.words, each.do) for each in ordered[:limit]],
        )
        more(len(ordered[:limit]), len(ordered), "problem")
    line(NOT_KNOWN)


@app.command("person", cls=Command)
def person(
    ctx: typer.Context,
    case: options.Case,
    sex: Annotated[str, typer.Option("--sex", metavar="M|F", help="As the return asks for it.")] = "",
    ethnicity: Annotated[
        str, typer.Option("--ethnicity", metavar="CODE", help="The return's code, such as WBRI.")
    ] = "",
    postcode: Annotated[str, typer.Option("--postcode", metavar="POSTCODE", help="Of the home.")] = "",
    upn: Annotated[str, typer.Option("--upn", metavar="UPN", help="Unique pupil number.")] = "",
    uln: Annotated[str, typer.Option("--uln", metavar="ULN", help="Unique learner number.")] = "",
    upn_unknown: Annotated[str, typer.Option("--upn-unknown", metavar="CODE", help="Why there is neither: UN1 …")] = "",
    as_user: options.As = None,
    as_json: options.Json = False,
    database: options.Database = None,
    authority: options.Authority = None,
) -> None:
    """Record what the return asks of the person of a case and no event can say.

    Example: ehcp-flow sen2 person EHC-2026-00001 --sex F --ethnicity WBRI
    """
    from ehcp_flow.services.returns.person_details import record_person
    from ehcp_flow.services.returns.rights import may_record_person

    details = {"sex": sex, "ethnicity": ethnicity, "postcode": postcode, "upn": upn, "uln": uln}
    given = {name: value for name, value in (details | {"upn_unknown": upn_unknown}).items() if value.strip()}
    if not given:
        raise WrongInput("Nothing was given to record. Say for example --sex F.")
    reference = options.reference(case)
    office = to_read(ctx, database, authority)
    done(may_record_person(office, as_user, reference))
    saved = done(record_person(office, reference, given))
    if as_json:
        print_json({"case": reference, **{name: getattr(saved, name) for name in (*details, "upn_unknown")}})
        return
    from workflows.words import list_words

    names = list_words(name.replace("_", " ").replace("upn", "UPN").replace("uln", "ULN") for name in given)
    say(f"Recorded for the person of {reference}: {names}.")
