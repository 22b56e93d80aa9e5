"""The files of a month: of a closed one those that were kept, byte for byte; of another made now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ehcp_flow.services.board.closing import files_of, frozen
from ehcp_flow.services.board.monthly import make
from ehcp_flow.services.board.rights import SEE_SMALL_NUMBERS, may_see_exact
from ehcp_flow.services.office import Office
from reports.board.model import Report
from reports.forms.registry import made_files, names_of
from reports.periods import Period
from workflows.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Printed:
    """A report and its files by name."""

    report: Report
    files: dict[str, bytes]


def printed(
    office: Office, of: Period, now: datetime, exact: bool, issue: int | None, forms: Sequence[str], *, by: str | None
) -> Printed | Refusal:
    """The report of a month with its files in these forms. `issue` chooses one of a closed month; None: the latest.

    `by` is whoever asks, None the operator of the command line. Refuses the exact edition to those who may not see it.
    """
    if exact and isinstance(asked := may_see_exact(office, by, SEE_SMALL_NUMBERS), Refusal):
        return asked
    kept = frozen(office, of, issue)
    if isinstance(kept, Refusal):
        return kept
    if kept is not None:
        report = kept.edition(exact)
        wanted = [name for form in forms for name in names_of(report, form)]
        files = files_of(office, of, kept, wanted)
        return files if isinstance(files, Refusal) else Printed(report, files)
    made = make(office, of, now)
    if isinstance(made, Refusal):
        return made
    report = made.edition(exact)
    return Printed(report, made_files(report, forms))
