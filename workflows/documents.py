"""Makes the tables and diagrams of the package README from the step tables and the law, so that they cannot differ."""

import re
from collections.abc import Callable, Iterable

from workflows.events import EVENTS
from workflows.limits import limit_words
from workflows.parameters import Duty, Rule, the_law
from workflows.processes import ANY_TIME, PROCESSES
from workflows.steps import IMPORT, Guard, ProcessTable, Step
from workflows.vocabulary import Role

BEGIN = "<!-- made by `make docs` from the step tables and the law: do not edit below -->"
END = "<!-- end of what `make docs` makes -->"


def document() -> str:
    """Every process as a diagram and a table, what may be recorded at any time, and every duty."""
    parts = [
        BEGIN,
        "",
        "A diagram shows the steps that lead to another state. The table below it has all of them: also those that leave "
        "the state as it is, and those that only the reading in of a return may take.",
        "",
    ]
    for table in PROCESSES:
        parts += [f"### {table.title} (`{table.process.value}`)", "", *_diagram(table), "", *_table(table), ""]
        if table.needs:
            parts += [f"Before any of these: {'; '.join(_guard_words(guard) for guard in table.needs)}.", ""]
    parts += ["### At any time", "", *_rows(ANY_TIME.values(), lambda _step: "any", lambda _step: "stays"), ""]
    parts += ["### Duties", "", *_duties(), "", END, ""]
    return "\n".join(parts)


def renewed(text: str) -> str:
    """A text with its made part made again; at its end, where it has none yet. What is written by hand stays."""
    part = document().strip()
    if BEGIN in text and END in text:
        return text[: text.index(BEGIN)] + part + text[text.index(END) + len(END) :]
    return f"{text.rstrip()}\n\n{part}\n".lstrip()


def _diagram(table: ProcessTable) -> list[str]:
    """The steps that lead from one state to another; those that leave the state as it is are in the table below it."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in table.steps:
        for source in step.source:
            if step.dest is not None and step.dest is not source and step.by != IMPORT:
                arrows.setdefault((source.value, step.dest.value), []).append(step.event.value)
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f"    {state.value}: {re.sub('[;:]', ',', words)}" for state, words in table.words.items()]
    lines.append(f"    [*] --> {table.initial.value}")
    for (before, after), events in arrows.items():
        lines.append(f"    {before} --> {after}: {', '.join(dict.fromkeys(events))}")
    return [*lines, "```"]


def _table(table: ProcessTable) -> list[str]:
    def sources(step: Step) -> str:
        return ", ".join(table.words[source] for source in step.source)

    def dest(step: Step) -> str:
        return "stays" if step.dest is None else table.words[step.dest]

    return _rows(table.steps, sources, dest)


def _rows(steps: Iterable[Step], sources: Callable[[Step], str], dest: Callable[[Step], str]) -> list[str]:
    lines = [
        "| Event | From | To | Who | Needs | Law |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for step in steps:
        when = "".join(f", {name} {' or '.join(values)}" for name, values in step.when)
        lines.append(
            f"| `{step.event.value}`{when} | {sources(step)} | {dest(step)} | {_who(step)} | {_needs(step)} | {step.law} |"
        )
    return lines


def _who(step: Step) -> str:
    if step.follows:
        return "follows"
    people = sorted(role.value.replace("_", " ") for role in step.by if role is not Role.IMPORTER)
    return ", ".join(people) or "a return only"


def _guard_words(guard: Guard) -> str:
    return guard.__name__.replace("_", " ")


def _needs(step: Step) -> str:
    needs = [_guard_words(guard) for guard in step.needs]
    if step.second_person:
        made = ", ".join(EVENTS[event].title for event in step.second_person)
        needs.append(f"a second person (not who recorded: {made})")
    return "; ".join(needs)


def _duties() -> list[str]:
    lines = [
        "| Duty | What | Starts | Limit | Met by | Source | Checked |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for duty in the_law().duties.values():
        lines += [_duty_row(duty, position) for position in range(len(duty.rules))]
    return lines


def rule_words(rule: Rule) -> str:
    """The limits of a rule as a person reads them."""
    between = " or, " + rule.combine + ", " if len(rule.limits) > 1 else ""
    return between.join(limit_words(limit) for limit in rule.limits)


def _duty_row(duty: Duty, position: int) -> str:
    rule = duty.rules[position]
    which = "; ".join(f"{name} {' or '.join(sorted(values))}" for name, values in rule.when)
    words = rule_words(rule)
    starts = ", ".join(dict.fromkeys(f"`{pattern.event.value}`" for pattern in duty.starts))
    met = ", ".join(dict.fromkeys(f"`{pattern.event.value}`" for pattern in duty.met_by))
    source = f"[{rule.source.title}]({rule.source.href})"
    checked = f"{rule.source.confidence}{': ' + rule.source.unverified if rule.source.unverified else ''}"
    return f"| `{duty.id}` | {duty.title}{f' ({which})' if which else ''} | {starts} | {words} | {met} | {source} | {checked} |"
