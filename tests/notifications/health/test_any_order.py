"""Whatever happens in whatever order, with any part sent in between: a provider that applies what it gets is right."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from notifications.health.due_notices import differences
from notifications.health.kinds import STREAM_OF, NoticeKind, NoticeState, Stream
from notifications.health.wanted import wanted
from tests.notifications.health.cases import Provider
from tests.workflows.cases import correction, entry
from workflows.case import fold
from workflows.ledger import Entry
from workflows.vocabulary import Event

FIRST = date(2025, 1, 6)
TODAY = date(2026, 3, 3)

HAPPENS = (
    "assessment_agreed={}", "plan_agreed={}", "draft_sent={}", "draft_sent={},version=2", "final_plan_sent={},setting=Elm",
    "plan_refused={},reasons=none", "refusal_reversed={},ground=conceded,of=plan", "request_withdrawn={}", "moved_away={}",
    "plan_amended={},cause=order,setting=Oak", "review_invited={},meeting_on=2026-03-20", "review_met={}",
    "review_invited={},meeting_on=2026-04-10", "review_decided={},outcome=amend", "amended_plan_sent={}",
    "plan_ceased={},reason=maximum_age", "plan_ceased={},reason=deceased", "plan_transferred_out={}",
    "plan_transferred_in={}", "reassessment_agreed={}", "reassessed_plan_sent={}", "case_closed={},reason=none",
)  # fmt: skip


class AProvider(RuleBasedStateMachine):
    """One case and one recipient. After each thing that happens the differences are recorded, as the service does."""

    @initialize()
    def begin(self) -> None:
        self.ledger: list[Entry] = [entry("request_received=2025-01-06"), entry("assessment_agreed=2025-02-10", 2)]
        self.here = Provider()
        self.next_review: date | None = None
        self.follow()

    @property
    def wanted(self):  # type: ignore[no-untyped-def]
        return wanted(fold(self.ledger), self.next_review)

    def follow(self) -> None:
        self.here.compare(self.wanted, TODAY)

    @rule(text=st.sampled_from(HAPPENS), after=st.integers(0, 400))
    def happens(self, text: str, after: int) -> None:
        day = (FIRST + timedelta(days=after)).isoformat()
        self.ledger.append(entry(text.format(day), len(self.ledger) + 1))
        self.follow()

    @rule(data=st.data(), never=st.booleans(), after=st.integers(0, 400))
    def is_put_right(self, data: st.DataObject, never: bool, after: int) -> None:
        number = data.draw(st.integers(1, len(self.ledger)))
        if never or self.ledger[number - 1].event is Event.CORRECTION:
            facts: dict[str, object] = {"never_happened": True}
        else:
            facts = {"right_date": (FIRST + timedelta(days=after)).isoformat()}
        self.ledger.append(correction(len(self.ledger) + 1, number, **facts))
        self.follow()

    @rule(day=st.one_of(st.none(), st.dates(date(2026, 4, 1), date(2026, 4, 5))))
    def next_review_moves(self, day: date | None) -> None:
        self.next_review = day
        self.follow()

    @rule(most=st.integers(1, 3))
    def some_are_sent(self, most: int) -> None:
        self.here.send(most)

    @rule(data=st.data())
    def one_is_held_or_let_go(self, data: st.DataObject) -> None:
        waiting = self.here.waiting()
        if waiting:
            notice = data.draw(st.sampled_from(waiting))
            held = notice.state is NoticeState.QUEUED
            self.here.mark(notice.id, NoticeState.HELD if held else NoticeState.QUEUED)

    @invariant()
    def asked_again_it_gives_nothing(self) -> None:
        found = differences(self.wanted, self.here.told, TODAY)
        assert (found.raise_, found.cancel) == ((), ())

    @invariant()
    def at_most_one_waits_in_a_stream(self) -> None:
        lanes = [n.kind if n.stream is Stream.SHARE else n.stream for n in self.here.waiting()]
        assert len(lanes) == len(set(lanes))

    @invariant()
    def the_order_is_kept_and_no_number_is_used_twice(self) -> None:
        numbers = [notice.number for notice in self.here.told]
        assert numbers == sorted(set(numbers))
        of_flag = [n.number for n in self.here.received if STREAM_OF[n.kind] is Stream.FLAG]
        assert of_flag == sorted(of_flag)

    @invariant()
    def nothing_is_told_twice(self) -> None:
        keys = [(n.kind, n.key) for n in self.here.received if n.stream is not Stream.FLAG]
        assert len(keys) == len(set(keys))
        flags = [n for n in self.here.received if n.stream is Stream.FLAG]
        for one, next_one in pairwise(flags):
            assert (one.kind, one.details) != (next_one.kind, next_one.details)
            assert (next_one.kind is NoticeKind.SET) == (one.kind is NoticeKind.CLEAR)

    @invariant()
    def once_all_is_sent_the_provider_knows_what_is_true(self) -> None:
        target = self.wanted
        if not self.here.waiting() and not target.over:
            assert self.here.flag == (target.flag.details() if target.flag else None)
            sent = {n.key for n in self.here.received}
            assert {share.key for share in target.shares} <= sent

    @invariant()
    def after_a_death_nothing_waits(self) -> None:
        assert not (self.wanted.over and self.here.waiting())

    def teardown(self) -> None:
        if hasattr(self, "here"):
            self.here.send()
            self.once_all_is_sent_the_provider_knows_what_is_true()


AProvider.TestCase.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestAProviderIsRightInAnyOrder = AProvider.TestCase


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HAPPENS), st.integers(0, 400)), max_size=12), st.booleans())
def test_history_that_is_imported_raises_nothing_whatever_it_is(events: list[tuple[str, int]], assigned: bool) -> None:
    entries = [
        entry(text.format((FIRST + timedelta(days=after)).isoformat()), number, source="return of 2026")
        for number, (text, after) in enumerate(events, start=1)
    ]
    if assigned:  # an entry of our own that tells health nothing
        entries.append(entry("case_assigned=2026-03-03,to=sam@example.org", len(entries) + 1))
    assert differences(wanted(fold(entries), date(2026, 5, 1)), [], TODAY).raise_ == ()
