"""The difference between what a recipient should know of a case and what it was told: the notices to raise, and no others.

HF-08: asked twice, nothing the second time; a later notice takes the place of an earlier one that was not sent; the
numbers are the order in which they must leave. One recipient of one case at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from notifications.health.kinds import KIND_WORDS, STREAM_OF, TOLD, ClearReason, NoticeKind, NoticeState, Stream
from notifications.health.notices import Differences, InviteWanted, NewNotice, ShareWanted, ToDo, Told, Wanted
from workflows.words import day_words

K = NoticeKind


def differences(wanted: Wanted, told: Sequence[Told], on: date, *, afresh: bool = False) -> Differences:
    """What to raise and cancel, and what a person must do, for one recipient of one case on a day.

    `afresh`: a person wants the recipient told again, whatever it was told (a list that it returned lacks the child).
    Raises nothing.
    """
    told = sorted(told, key=lambda each: each.number)
    if wanted.over:
        return _over(wanted, told)
    parts = (
        _flag(wanted, of_stream(told, Stream.FLAG), afresh),
        *(
            _shares(wanted, [each for each in told if each.kind is kind], kind)
            for kind in (K.SHARE_DRAFT, K.SHARE_FINAL)
        ),
        _invites(wanted, of_stream(told, Stream.INVITE), on),
    )
    last = max((each.number for each in told), default=0)
    raised = [notice for part in parts for notice in part.raise_]
    return Differences(
        raise_=tuple(replace(notice, number=last + place) for place, notice in enumerate(raised, start=1)),
        cancel=tuple(sorted(number for part in parts for number in part.cancel)),
        tasks=tuple(task for part in parts for task in part.tasks),
    )


def of_stream(told: Sequence[Told], stream: Stream) -> list[Told]:
    """Those of a stream, in the order given."""
    return [each for each in told if STREAM_OF[each.kind] is stream]


def _over(wanted: Wanted, told: Sequence[Told]) -> Differences:
    """After a death nothing is sent; a person decides how each who was told hears of it."""
    left = [each for each in told if each.state in TOLD]
    tell = "Tell the health contacts in person where they may not know." if left else "Check that no letter goes out."
    task = ToDo(
        key=f"over:{wanted.over}",
        what="The child or young person is recorded as having died",
        why="No health notice is sent after a death, and those that waited are cancelled",
        do=f"{tell} If it is a mistake, put the entry or its reason right: notices then go as before.",
    )
    return Differences(cancel=tuple(each.id for each in told if each.unsent), tasks=(task,))


# ---------------------------------------------------------------------------------------------------------------------
# The flag


def has_flag(wanted: Wanted, told: Sequence[Told]) -> Mapping[str, str] | None:
    """The details of the flag that the recipient has by what left for it; None for no flag.

    What imported entries tell counts as known from the start. A notice that was rejected changed nothing.
    """
    flag = None if wanted.known is None else wanted.known.details()
    for each in of_stream(sorted(told, key=lambda one: one.number), Stream.FLAG):
        if each.state in TOLD:
            flag = None if each.kind is K.CLEAR else dict(each.details)
    return flag


def _flag(wanted: Wanted, told: Sequence[Told], afresh: bool) -> Differences:
    waiting = [each for each in told if each.unsent]
    afresh = afresh or any(each.afresh for each in waiting)
    need = _needed(wanted, told, afresh)
    if need is None:
        return Differences(cancel=tuple(each.id for each in waiting))
    refused = None if afresh else _refused_before(told, need)
    if refused is not None:
        return Differences(cancel=tuple(each.id for each in waiting), tasks=(_rejected(refused),))
    return _in_place_of(waiting, need)


def _needed(wanted: Wanted, told: Sequence[Told], afresh: bool) -> NewNotice | None:
    """The one notice that would bring the recipient from what it has to what is wanted."""
    has = has_flag(wanted, told)
    if wanted.flag is None:
        reason = (wanted.no_flag or ClearReason.RECORDED_IN_ERROR).value
        if has is None and afresh:
            has = next((each.details for each in reversed(told) if each.state in TOLD), None)
        return None if has is None else NewNotice(K.CLEAR, 0, "clear", has, reason, afresh=afresh)
    target = wanted.flag.details()
    if has is None or afresh:
        return NewNotice(K.SET, 0, "set", target, afresh=afresh)
    if has == target:
        return None
    return NewNotice(K.UPDATE, 0, "update", target, reason=",".join(changed(has, target)))


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the details that differ, in alphabetical order."""
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def _refused_before(told: Sequence[Told], need: NewNotice) -> Told | None:
    """The same notice, where the recipient rejected it and has been told nothing since: a machine does not insist."""
    for each in reversed(told):
        if each.state in TOLD:
            return None
        if each.state is NoticeState.REJECTED and _same(each, need):
            return each
    return None


def _same(one: Told, other: NewNotice) -> bool:
    return (
        one.kind is other.kind and one.key == other.key and one.details == other.details and one.reason == other.reason
    )


def _in_place_of(waiting: Sequence[Told], need: NewNotice) -> Differences:
    """The notice, in place of those that wait; nothing where the same already waits."""
    kept = next((each for each in waiting if _same(each, need)), None)
    others = tuple(each.id for each in waiting if each is not kept)
    if kept is not None:
        return Differences(cancel=others)
    return Differences(raise_=(replace(need, supersedes=others),))


# ---------------------------------------------------------------------------------------------------------------------
# Shares and invitations


def _shares(wanted: Wanted, told: Sequence[Told], kind: NoticeKind) -> Differences:
    """Drafts and final plans each by themselves: a newer draft must not take the place of a final plan that waits."""
    share = next((each for each in wanted.shares if each.kind is kind), None)
    gone = tuple(
        ToDo(
            key=f"recall:{each.id}",
            what=f"“{KIND_WORDS[kind]}” was sent to health and should not have been",
            why="The entry that it was sent for has been put right: it did not happen, or another version was sent",
            do="Tell the recipient which version to use, and ask for the other to be deleted. Record it as a note.",
        )
        for each in told
        if each.state in TOLD and each.key not in wanted.standing
    )
    return replace(_document(share, told), tasks=(*gone, *_rejections(share, told)))


def _document(item: ShareWanted | InviteWanted | None, told: Sequence[Told]) -> Differences:
    """A thing that is told once by its key: raise it, keep it waiting, or leave out what waits for another."""
    waiting = [each for each in told if each.unsent]
    if item is None or any(each.key == item.key and _left(each) for each in told):
        return Differences(cancel=tuple(each.id for each in waiting))
    kind = item.kind if isinstance(item, ShareWanted) else K.INVITE
    return _in_place_of(waiting, NewNotice(kind, 0, item.key, item.details()))


def _left(notice: Told) -> bool:
    return notice.state in TOLD or notice.state is NoticeState.REJECTED


def _rejections(item: ShareWanted | InviteWanted | None, told: Sequence[Told]) -> tuple[ToDo, ...]:
    refused = [each for each in told if item and each.key == item.key and each.state is NoticeState.REJECTED]
    return (
        ()
        if any(each.state in TOLD and item and each.key == item.key for each in told)
        else tuple(map(_rejected, refused))
    )


def _rejected(notice: Told) -> ToDo:
    return ToDo(
        key=f"rejected:{notice.id}",
        what=f"A recipient rejected “{KIND_WORDS[notice.kind]}”",
        why="The same notice is not sent again by itself",
        do="Find out why. Cancel the rejected notice to have it sent again, or leave the recipient out with a reason.",
    )


def _invites(wanted: Wanted, told: Sequence[Told], on: date) -> Differences:
    """An invitation is sent for a meeting that is still to come; what was sent for one that is not on is for a person."""
    invite = wanted.invite if wanted.invite is not None and wanted.invite.meeting_on > on else None
    gone = []
    for each in told:
        meeting = each.details.get("meeting_on", "")
        to_come = bool(meeting) and date.fromisoformat(meeting) > on
        if each.state in TOLD and to_come and each.key not in wanted.standing and invite is None:
            gone.append(
                ToDo(
                    key=f"recall:{each.id}",
                    what=f"Health was invited to a review meeting on {day_words(date.fromisoformat(meeting))}",
                    why="The invitation has been put right: there is no such meeting",
                    do="Tell the recipient that the meeting is not on.",
                )
            )
    return replace(_document(invite, told), tasks=(*gone, *_rejections(invite, told)))
