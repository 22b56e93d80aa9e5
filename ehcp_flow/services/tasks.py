"""The work list: what a person must look at, and saying that it is done."""

from dataclasses import dataclass

from ehcp_flow.db.tasks import ListedTask, Task
from ehcp_flow.db.unit_of_work import UnitOfWork, unit_of_work
from ehcp_flow.services.no_such import no_such_case
from ehcp_flow.services.office import Office
from workflows.refusals import Refusal

_LIST = "Work list of this authority"


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task with the e-mail address of the officer of its case; "" where nobody has it, or there is no case."""

    listed: ListedTask
    owner: str

    @property
    def task(self) -> Task:
        return self.listed.task


def list_tasks(
    office: Office, everything: bool = False, case: str = "", kind: str = "", of_user: str = ""
) -> list[ShownTask] | Refusal:
    """The open tasks (or every one), those with the earliest day first. `of_user`: of their cases, and of nobody's."""
    with office.database.reading() as connection:
        uow = UnitOfWork(connection)
        case_id = owner_id = None
        if case:
            stored = uow.cases.load(office.authority, case)
            if stored is None:
                return no_such_case(case)
            case_id = stored.case_id
        if of_user:
            user = uow.users.by_email(office.authority, of_user)
            if user is None:
                return _no_such_user(of_user)
            owner_id = user.user_id
        found = uow.tasks.listed(
            office.authority,
            everything=everything,
            case_id=case_id,
            kinds=(kind,) if kind else (),
            owner_id=owner_id,
        )
        emails = {user.user_id: user.email for user in uow.users.all(office.authority)}
    return [ShownTask(each, emails.get(each.owner_id or 0, "")) for each in found]


def finish_task(office: Office, task_id: int, outcome: str, as_user: str | None = None) -> Task | Refusal:
    """Say that a task is done, and what came of it."""
    what = f"Finish task {task_id}"
    if not outcome.strip():
        return Refusal(what, "it is not said what came of it", _LIST, "Say it with --outcome “what was done”.")
    with unit_of_work(office.database) as uow:
        actor = office.actor(uow, as_user)
        if isinstance(actor, Refusal):
            return actor
        task = uow.tasks.get(office.authority, task_id)
        if task is None:
            return Refusal(what, "there is no task of this number", _LIST, "Look at “ehcp-flow task list”.")
        if not uow.tasks.finish(office.authority, task_id, office.clock.now(), actor.name, outcome.strip()):
            return Refusal(
                what,
                f"{task.done_by or 'somebody'} did it: {task.outcome}",
                _LIST,
                "There is nothing to do. “ehcp-flow task list --all” shows what was done.",
            )
        done = uow.tasks.get(office.authority, task_id)
        uow.commit()
    return done or task


def _no_such_user(email: str) -> Refusal:
    return Refusal(
        f"List the tasks of {email}",
        "no user has this e-mail address",
        "Users of this authority",
        "Check the address with “ehcp-flow user list”.",
    )
