"""Named questions on the facts, asked before a step is taken: None, or a refusal with words and a source."""

from datetime import UTC, date, datetime, timedelta

from workflows.days import Closure
from workflows.events import EVENTS
from workflows.ledger import Entry
from workflows.limits import last_day
from workflows.parameters import GroundRule
from workflows.refusals import Refusal
from workflows.steps import Moment
from workflows.vocabulary import Event, Ground, Process
from workflows.words import amount_words, day_words, list_words

_TEST = "Children and Families Act 2014, section 36(8)"
_PLAN_TEST = "Children and Families Act 2014, section 37(1)"


def _refuse(moment: Moment, why: str, source: str, do: str) -> Refusal:
    return Refusal(f"Record “{EVENTS[moment.event].title}”", why, source, do)


def legal_test_answered_yes(moment: Moment) -> Refusal | None:
    """Where the legal test was answered, an assessment is agreed only if both answers are yes."""
    for fact, words in (
        ("may_have_sen", "whether the child or young person has or may have special educational needs"),
        ("plan_may_be_needed", "whether provision by an EHC plan may be necessary"),
    ):
        if moment.facts.get(fact) is False:
            return _refuse(moment, f"the legal test ({words}) is answered no", _TEST, "Refuse, or change the answer.")
    return None


def legal_test_not_answered_yes(moment: Moment) -> Refusal | None:
    """An assessment must follow where both questions of the legal test are answered yes."""
    if moment.facts.get("may_have_sen") is True and moment.facts.get("plan_may_be_needed") is True:
        return _refuse(
            moment,
            "both questions of the legal test are answered yes, and then the authority must assess",
            _TEST,
            "Agree to assess, or change the answers.",
        )
    return None


def plan_test_answered_yes(moment: Moment) -> Refusal | None:
    """Where the legal test was answered, a plan is agreed only if the answer is yes."""
    if moment.facts.get("plan_is_needed") is False:
        return _refuse(
            moment,
            "the legal test (whether provision by an EHC plan is necessary) is answered no",
            _PLAN_TEST,
            "Decide not to issue a plan, or change the answer.",
        )
    return None


def plan_test_not_answered_yes(moment: Moment) -> Refusal | None:
    """A plan must follow where the question of the legal test is answered yes."""
    if moment.facts.get("plan_is_needed") is True:
        return _refuse(
            moment,
            "the legal test (whether provision by an EHC plan is necessary) is answered yes, and then a plan must follow",
            _PLAN_TEST,
            "Decide to issue a plan, or change the answer.",
        )
    return None


def not_bound_to_assess(moment: Moment) -> Refusal | None:
    """After an order, an agreement or an unopposed appeal the authority has to assess; it cannot refuse again."""
    given_up = (
        (Event.REFUSAL_REVERSED, "of", ("assessment",)),
        (Event.ORDER_MADE, "kind", ("assess",)),
        (Event.APPEAL_NOT_OPPOSED, "about", ("assess",)),
        (Event.MEDIATION_AGREED, "about", ("assess",)),
    )
    for event, fact, values in given_up:
        entry = moment.latest(event)
        if entry is None or entry.fact(fact) not in values or entry.fact("ground") == "conceded":
            continue
        return _refuse(
            moment,
            "the refusal to assess was reversed, and the authority must assess",
            "SEND Regulations 2014, regs 42, 44 and 45",
            "Tell the family that there will be an assessment (assessment_agreed).",
        )
    return None


def draft_has_been_with_the_family(moment: Moment) -> Refusal | None:
    """Reg 13(1)(a): at least 15 days, beginning with the day on which the draft was served, before the final plan."""
    early = _before_floor_ends(moment, "draft_representations", moment.latest(Event.DRAFT_SENT))
    return _too_early(moment, early, "the draft has", "SEND Regulations 2014, reg 13(1)(a)")


def new_draft_has_been_with_the_family(moment: Moment) -> Refusal | None:
    """Reg 27(1) applies reg 13(1) to a reassessment: a draft of its own, and the family's 15 days with it."""
    agreed, draft = moment.latest(Event.REASSESSMENT_AGREED), moment.latest(Event.DRAFT_SENT)
    if agreed and (draft is None or _when(draft) < _when(agreed)):
        if moment.imported or moment.facts.get("early_because"):
            return None
        return _refuse(
            moment,
            "no draft has been sent to the family since the reassessment was agreed",
            "SEND Regulations 2014, reg 27(1), applying reg 13(1)",
            "Record the draft (draft_sent). If the plan has gone without one, say why it was sent early "
            "(early_because).",
        )
    early = _before_floor_ends(moment, "draft_representations", draft)
    return _too_early(moment, early, "the draft has", "SEND Regulations 2014, reg 27(1), applying reg 13(1)(a)")


def amendments_have_been_with_the_family(moment: Moment) -> Refusal | None:
    """Reg 22(2)(c): at least 15 days, beginning with the day on which the proposed amendments were sent."""
    early = _before_floor_ends(moment, "amendment_representations", moment.latest(Event.AMENDMENT_NOTICE_SENT))
    return _too_early(moment, early, "the proposed amendments have", "SEND Regulations 2014, reg 22(2)(c)")


def _too_early(moment: Moment, last: date | None, what_has: str, source: str) -> Refusal | None:
    """A window of the family's that is not over on `last`, unless it is said why; a return gives no reasons."""
    if last is None or moment.imported or moment.facts.get("early_because"):
        return None
    return _refuse(
        moment,
        f"{what_has} to be with the family until the end of {day_words(last)}",
        source,
        f"Send it on or after {day_words(last + timedelta(days=1))}. If it has gone already, say why it was sent "
        "early (early_because).",
    )


def cease_hold_is_over(moment: Moment) -> Refusal | None:
    """CFA s.45(4): the plan is kept up until the time to appeal has passed, or the appeal is decided."""
    until = _before_floor_ends(moment, "cease_hold", moment.latest(Event.CEASE_NOTIFIED))
    if until is not None:
        return _refuse(
            moment,
            f"the family may appeal until {day_words(until)}, and the plan must be kept up until then",
            "Children and Families Act 2014, section 45(4)",
            f"Record the end of the plan on or after {day_words(until + timedelta(days=1))}.",
        )
    return no_appeal_is_live(moment)


def no_appeal_is_live(moment: Moment) -> Refusal | None:
    """CFA s.45(4): not while an appeal is undecided."""
    if moment.view.state_of(Process.DISPUTE) == "appeal_live":
        return _refuse(
            moment,
            "an appeal is not yet decided, and the plan must be kept up until it is",
            "Children and Families Act 2014, section 45(4)",
            "Record the order, or the withdrawal of the appeal, first.",
        )
    return None


def _before_floor_ends(moment: Moment, duty: str, start: Entry | None) -> date | None:
    """The last day of a window that must be given, where the step would come on or before it."""
    if start is None or not start.dated:
        return None
    rule = moment.law.duties[duty].rule_for(start)
    if rule is None:
        return None
    certificate = moment.latest(Event.MEDIATION_CERTIFICATE_ISSUED)
    after = certificate.occurred_on if certificate and certificate.occurred_on >= start.occurred_on else None
    last, _ = last_day(rule.limits[0], start.occurred_on, moment.calendar, after)
    return last if moment.occurred_on <= last else None


def reassessment_is_under_way(moment: Moment) -> Refusal | None:
    """Reg 27(1): a reassessment has a draft of its own, and the family's comments on it, as a first assessment has."""
    if moment.view.state_of(Process.REASSESSMENT) == "reassessing":
        return None
    return _refuse(
        moment,
        "no reassessment is under way on this case",
        "SEND Regulations 2014, reg 27(1)",
        "Record that the reassessment was agreed (reassessment_agreed) first.",
    )


def assessment_is_under_way(moment: Moment) -> Refusal | None:
    """Advice belongs to an assessment (or to a reassessment) that has been agreed or is being considered."""
    if moment.view.state_of(Process.ASSESSMENT) in ("requested", "assessing", "drafting", "draft_with_family"):
        return None
    if moment.view.state_of(Process.REASSESSMENT) in ("requested", "reassessing"):
        return None
    return _refuse(
        moment,
        "no assessment is under way on this case",
        "SEND Regulations 2014, reg 6(1)",
        "Record the request, or that the refusal was reversed, first.",
    )


def service_is_named(moment: Moment) -> Refusal | None:
    """Reg 8(1): each adviser answers for itself. Where a body was asked through services, the answer says which gave it."""
    body = moment.facts.get("body")
    if moment.event is Event.ADVICE_REQUESTED or moment.facts.get("service") or not body:
        return None
    if moment.view.state_of(Process.ADVICE, str(body)) == "requested":
        return None
    asked = [
        entry.fact("service")
        for entry in moment.view.entries
        if entry.event is Event.ADVICE_REQUESTED
        and entry.fact("body") == body
        and moment.view.state_of(Process.ADVICE, f"{body} {entry.fact('service')}") == "requested"
    ]
    if not asked:
        return None
    services = list_words((f"service={service}" for service in dict.fromkeys(asked)), "or")
    return _refuse(
        moment,
        f"advice of {str(body).replace('_', ' ')} was asked of a service, and it does not say which",
        "SEND Regulations 2014, reg 8(1)",
        f"Say which: {services}.",
    )


def plan_is_in_force(moment: Moment) -> Refusal | None:
    """Only a plan in force is reviewed, amended, transferred or reassessed."""
    if moment.view.state_of(Process.PLAN) in ("in_force", "ceasing"):
        return None
    return _refuse(
        moment,
        "there is no plan in force on this case",
        "Children and Families Act 2014, section 44",
        "Record final_plan_sent, plan_made or plan_transferred_in first.",
    )


def amendment_is_not_finished(moment: Moment) -> Refusal | None:
    """The next review can be called or held while the amendments of the last one are still owed (reg 22(3))."""
    begun = [
        entry
        for event in _BEGINS_AMENDMENT
        if (entry := moment.latest(event)) and entry.fact("outcome") in ("", "amend")
    ]
    ended = [entry for event in _ENDS_AMENDMENT if (entry := moment.latest(event))]
    if begun and max(map(_when, begun)) > max(map(_when, ended), default=(date.min, 0)):
        return None
    return _refuse(
        moment,
        "no amendment is under way: no proposed amendments are out that were not finished or dropped",
        "SEND Regulations 2014, reg 22(2) and (3)",
        "Record the decision to amend, or the proposed amendments (amendment_notice_sent), first.",
    )


_BEGINS_AMENDMENT = (Event.AMENDMENT_NOTICE_SENT, Event.REVIEW_DECIDED)
_ENDS_AMENDMENT = (Event.AMENDED_PLAN_SENT, Event.AMENDMENT_DROPPED)


def _when(entry: Entry) -> tuple[date, int]:
    return entry.occurred_on, entry.number


def plan_is_older_than_this_case(moment: Moment) -> Refusal | None:
    """A plan that comes out of a request here is finalised by final_plan_sent, with its tests; a return may differ."""
    if moment.imported or moment.view.state_of(Process.ASSESSMENT) == "none":
        return None
    return _refuse(
        moment,
        "this case began with a request, and its plan is made by sending the final plan",
        "SEND Regulations 2014, reg 13",
        "Record final_plan_sent.",
    )


def plan_came_from_another_authority(moment: Moment) -> Refusal | None:
    """Reg 15(4) is owed for a plan that was transferred in."""
    if moment.latest(Event.PLAN_TRANSFERRED_IN):
        return None
    return _refuse(
        moment,
        "this plan was not transferred from another authority",
        "SEND Regulations 2014, reg 15(4)",
        "Record plan_transferred_in first.",
    )


def directed_duty_is_started(moment: Moment) -> Refusal | None:
    """Reg 44(2): a limit is subject to a direction of the Tribunal, so a directed date belongs to a duty of its order."""
    entry = Entry(0, moment.event, moment.occurred_on, datetime(1, 1, 1, tzinfo=UTC), "", moment.facts)
    directed = [duty for duty in moment.law.duties.values() if duty.direction]
    started = [
        duty.id
        for duty in directed
        if any(pattern.matches(entry) for pattern in duty.starts) and duty.rule_for(entry) is not None
    ]
    for duty in directed:
        if moment.facts.get(duty.id) and duty.id not in started:
            return _refuse(
                moment,
                f"a date is directed for {duty.id} (“{duty.title}”), and this event does not start that duty",
                duty.rules[0].source.title,
                f"Give the date as {list_words(started, 'or')}, or check what was ordered."
                if started
                else "Leave the date out, or check what was ordered: this event starts no duty that has one.",
            )
    return None


def ground_can_stand(moment: Moment) -> Refusal | None:
    """An exception needs its dates, and has to be what the regulations describe, before it is recorded."""
    ground = Ground(moment.facts["ground"])
    rule = moment.law.grounds[ground]
    if ground is Ground.NOT_STATED and not moment.imported:
        return _refuse(
            moment,
            "an exception excuses only because of a cause, and this one names none",
            "SEND Regulations 2014, regs 5(4), 10(4) and 13(3)",
            "Give the ground. Only a return that does not say which is recorded so.",
        )
    first, last = _fact_date(moment, "from"), _fact_date(moment, "to")
    windows = [window for each in moment.law.duties.values() for window in each.windows if window.ground is ground]
    if windows and not any(window.since <= (first or moment.occurred_on) <= window.until for window in windows):
        spans = {f"{day_words(window.since)} to {day_words(window.until)}" for window in windows}
        return _refuse(
            moment,
            f"this ground was law from {list_words(sorted(spans))} only",
            rule.source.title,
            "It excuses nothing on other days. Give another ground, or the days on which it held.",
        )
    duty = moment.facts.get("duty")
    if duty and duty not in moment.law.duties:
        return _refuse(
            moment, f"“{duty}” is not a duty", rule.source.title, "Name one of the duties that case show lists."
        )
    if first and last and last < first:
        return _refuse(
            moment, "it would end before it begins", rule.source.title, "Put from and to the right way round."
        )
    if rule.lasting and (first is None or (rule.window_around and last is None)):
        return _refuse(
            moment,
            f"the law asks that it lasted at least {amount_words(rule.lasting, 'days')}, and the days are not given",
            rule.source.title,
            "Add from=… and to=….",
        )
    if rule.lasting and first and last and (last - first).days + 1 < rule.lasting:
        return _refuse(
            moment,
            f"it lasted {amount_words((last - first).days + 1, 'days')}, "
            f"and the law asks for at least {amount_words(rule.lasting, 'days')} running",
            rule.source.title,
            "It excuses nothing. If the dates are wrong, give the right ones.",
        )
    if rule.window_around and first and last:
        return _closure_is_held(moment, rule, first, last)
    return None


def _closure_is_held(moment: Moment, rule: GroundRule, first: date, last: date) -> Refusal | None:
    """Where the authority's term dates are held, a closure ground has to be one of them."""
    reopens = last + timedelta(days=1)
    if not moment.closures or any(
        closure.closed_from <= first and reopens <= closure.reopens_on for closure in moment.closures
    ):
        return _advice_was_asked_in_time(moment, rule, first, reopens)
    held = list_words(_closure_words(closure) for closure in moment.closures if closure.days >= rule.lasting)
    return _refuse(
        moment,
        f"the term dates held do not show a closure from {day_words(first)} to {day_words(last)}",
        rule.source.title,
        f"Long closures held: {held or 'none'}. Correct the days, or add the closure to the term dates.",
    )


def _closure_words(closure: Closure) -> str:
    return f"{closure.name} ({day_words(closure.closed_from)} to {day_words(closure.reopens_on - timedelta(days=1))})"


def _advice_was_asked_in_time(moment: Moment, rule: GroundRule, first: date, reopens: date) -> Refusal | None:
    around = timedelta(days=rule.window_around)
    opens, closes = first - around, reopens - around
    asked = [
        entry.occurred_on
        for entry in moment.view.entries
        if entry.event is Event.ADVICE_REQUESTED and entry.fact("body") == "education"
    ]
    if any(opens <= day <= closes for day in asked):
        return None
    said = f"was on {list_words(day_words(day) for day in asked)}" if asked else "is not recorded"
    return _refuse(
        moment,
        f"the law looks to a request for the setting's advice from {day_words(opens)} to {day_words(closes)}; "
        f"the request {said}",
        rule.source.title,
        "Record the request for advice (advice_requested, body=education) if it was made; otherwise this ground fails.",
    )


def _fact_date(moment: Moment, name: str) -> date | None:
    value = moment.facts.get(name)
    return date.fromisoformat(value) if value else None
