"""Telling people in Madeupshire: a few children whose health colleagues hear of them, and what goes out on the day.

What was told a month ago has been left unanswered, so that a reminder is due today. Everything is written to files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from ehcp_flow.bootstrap import Installation
from ehcp_flow.demo.clock import FixedDay
from ehcp_flow.services import cases
from ehcp_flow.services.health import people as health_people
from ehcp_flow.services.office import Office
from ehcp_flow.services.people import NewPerson
from ehcp_flow.services.running.run_due import Done, run_due
from ehcp_flow.services.sending.delivery import deliver
from workflows.refusals import Refusal
from workflows.vocabulary import Event

FOLDER = "messages"
"""Where the demonstration's messages are written, in its own folder."""

DOCUMENTS = "documents"

PROVIDER = "Madeupshire Community Health"
BASIS = "Children and Families Act 2014, sections 25 to 28; UK GDPR article 6(1)(e) and article 9(2)(h)"
SERVICE = "Speech and language therapy"
LETTERS = {
    "letter_head": "SEND Service | Madeupshire Council | 1 Made Up Street | Madeupton",
    "appeal_help": "Madeupshire SEND Information, Advice and Support Service, 01632 960001",
    "mediation_contact": "Fair Talk Mediation, 01632 960002",
}
"""What letters must print. The telephone numbers are of the range that is kept for drama."""
E = Event


Past = tuple[int, Event, Mapping[str, str]]
"""So many days ago, what happened, and the facts that came with it."""


@dataclass(frozen=True, slots=True)
class Story:
    """A child who is not real, the days since the case began and with which event, and what followed.

    The NHS numbers are of the range that is kept for tests.
    """

    name: str
    years: int
    nhs_number: str
    began: int
    events: tuple[Past, ...] = ()
    with_event: Event = E.REQUEST_RECEIVED
    verified: bool = True


YES = {"may_have_sen": "yes", "plan_may_be_needed": "yes"}
HEALTH = {"body": "health", "service": SERVICE}


def _assessment(agreed: int) -> tuple[Past, ...]:
    return (
        (agreed, E.ASSESSMENT_AGREED, YES),
        (agreed, E.ADVICE_REQUESTED, HEALTH),
        (agreed - 30, E.ADVICE_RECEIVED, HEALTH),
        (agreed - 32, E.PLAN_AGREED, {}),
    )


STORIES = (
    # Health was told of the assessment, and is sent the draft to comment on today.
    Story("Wren Barleycorn", 4, "9990000514", 95, (*_assessment(65), (0, E.DRAFT_SENT, {"version": "1"}))),
    # The plan is final today.
    Story(
        "Ivo Pebblewick",
        7,
        "9990000522",
        130,
        (*_assessment(95), (40, E.DRAFT_SENT, {"version": "1"}), (0, E.FINAL_PLAN_SENT, {"version": "1"})),
    ),
    # Agreed to assess today; the NHS number is not verified, so the notice waits for a person.
    Story("Hana Millstream", 9, "9990000530", 30, ((0, E.ASSESSMENT_AGREED, YES),), verified=False),
    # Told of the plan a month ago, unanswered until today, when it moves to another authority.
    Story(
        "Kofi Rowanbury",
        12,
        "9990000549",
        28,
        ((0, E.PLAN_TRANSFERRED_OUT, {"authority": "Elsewhere"}),),
        with_event=E.PLAN_TRANSFERRED_IN,
    ),
    # Told of the plan and not a word since: a reminder is due.
    Story("Magda Snowberry", 14, "9990000557", 10, with_event=E.PLAN_TRANSFERRED_IN),
)


@dataclass(frozen=True, slots=True)
class DayOfMessages:
    """What was done on the day, the folder with the files, how many there are, and the first page of each kind."""

    done: Done
    folder: Path
    files: int
    first: Mapping[str, Path]


def in_folder(made: Installation, folder: Path) -> Installation:
    """The same installation, with its messages written to the demonstration's folder whatever the settings say."""
    mail = {"mail_by": "file", "mail_folder": str(folder / FOLDER), "public_url": "", **LETTERS}
    mail["documents_folder"] = str(folder / DOCUMENTS)
    return replace(made, settings=made.settings.model_copy(update=mail))


def tell_the_stories(made: Installation, office: Office, today: date, officer: str) -> Refusal | None:
    """Opens the cases of the stories and records what happened, with what was told to health along the way."""
    practice = _contacts(_on(office, today - timedelta(days=200)))
    if isinstance(practice, Refusal):
        return practice
    past = {ago for story in STORIES for ago in (story.began, *(days for days, _, _ in story.events))}
    opened: dict[str, str] = {}
    for ago in sorted(past, reverse=True):
        day = today - timedelta(days=ago)
        for story in STORIES:
            refusal = _tell(_on(office, day), story, ago, opened, officer, practice)
            if refusal is not None:
                return refusal
        if ago:
            deliver(made, _morning(day) + timedelta(hours=5))
    return None


def day_of_messages(made: Installation, today: date) -> DayOfMessages:
    """Does what is due on the day, as the scheduler would at eight in the morning, and lists what there is to open."""
    done = run_due(made, _morning(today) + timedelta(hours=5), by_hand=True, all_of_it=True)
    folder = Path(made.settings.mail_folder)
    pages = sorted(folder.glob(f"*/{today.isoformat()}_*.html"))
    first: dict[str, Path] = {}
    for page in pages:
        first.setdefault(page.name.split("_EHC-")[0].rsplit("_" + page.stem[-32:], 1)[0][11:], page)
    return DayOfMessages(done, folder, len(pages), first)


def _tell(
    office: Office, story: Story, ago: int, opened: dict[str, str], officer: str, practice: int
) -> Refusal | None:
    """What happened to one child on one day. `opened` holds the case of each story by the child's name."""
    if ago == story.began:
        case = _open(office, story, officer, practice)
        if isinstance(case, Refusal):
            return case
        opened[story.name] = case
    for days, event, facts in story.events:
        if days == ago:
            done = cases.record(office, opened[story.name], event, office.clock.today(), facts)
            if isinstance(done, Refusal):
                return done
    return None


def _open(office: Office, story: Story, officer: str, practice: int) -> str | Refusal:
    """The case, given to its officer, with what health must know before anything may be sent."""
    day = office.clock.today()
    born = date(day.year - story.years, 5, 17)
    person = NewPerson(story.name, born, nhs_number=story.nhs_number)
    done = cases.open_case(office, person, day, source="parent", event=story.with_event)
    if isinstance(done, Refusal):
        return done
    checked = "Personal Demographics Service" if story.verified else ""
    for answer in (
        cases.assign(office, done.case, officer, reason="Shared out for the demonstration"),
        health_people.set_person(office, done.case, gp=practice, provider=PROVIDER, verified_by=checked),
        health_people.decide(office, done.case, "basis", BASIS, "Information governance lead"),
    ):
        if isinstance(answer, Refusal):
            return answer
    return done.case


def _contacts(office: Office) -> int | Refusal:
    """The made-up health contacts; the number of the practice."""
    practice = health_people.new_contact(
        office, "gp", "Mill Lane Surgery records", "mill-lane-surgery", provider="Mill Lane Surgery", role_mailbox=True
    )
    if isinstance(practice, Refusal):
        return practice
    for answer in (
        health_people.new_contact(
            office, "provider", "Records team", "community-health", provider=PROVIDER, role_mailbox=True
        ),
        health_people.new_contact(
            office, "advice_giver", "Speech and language therapy", "slt@health.example", "email",
            provider=PROVIDER, service=SERVICE,
        ),
        health_people.new_contact(office, "dco", "Designated clinical officer", "dco@health.example", "email"),
    ):  # fmt: skip
        if isinstance(answer, Refusal):
            return answer
    return practice[0].contact_id


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)


def _on(office: Office, day: date) -> Office:
    return replace(office, clock=FixedDay(day))
