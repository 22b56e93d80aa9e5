"""Holds back figures until nothing protected can be worked out from those that are left: which ones, and what a reader knows."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence

from reports.board.bounds import pinned
from reports.board.elimination import Elimination, Sum
from reports.board.sums import Sums


class Holding:
    """Which figures are held back so far, and what a reader of the others knows."""

    def __init__(
        self, sums: Sums, shown: Collection[str], under: int, weights: Mapping[str, int], differences: bool
    ) -> None:
        self.sums = sums
        self._disclosed = {figure: set(numbers) for figure, numbers in sums.disclosed.items() if figure in shown}
        self._showing: dict[int, list[str]] = defaultdict(list)
        for figure, numbers in self._disclosed.items():
            for number in numbers:
                self._showing[number].append(figure)
        self._times: Counter[int] = Counter({number: len(figures) for number, figures in self._showing.items()})
        self._reasons: Counter[str] = Counter()
        self._sums_of: dict[int, list[Sum]] = defaultdict(list)
        for each in sums.relations:
            for number in each:
                self._sums_of[number].append(each)
        self._weights: dict[int, int] = defaultdict(int)
        for number, figures in self._showing.items():
            self._weights[number] = max(weights.get(figure, 0) for figure in figures)
        self._protected = {
            number
            for number, value in enumerate(sums.values)
            if value is not None and 0 < value < under and (differences or number in self._showing)
        }
        self._reader = Elimination(sums.relations)
        self._note(range(len(sums.values)))

    @property
    def held(self) -> frozenset[str]:
        return frozenset(figure for figure, reasons in self._reasons.items() if reasons)

    def hold_figure(self, figure: str) -> None:
        self._reasons[figure] += 1
        if self._reasons[figure] == 1:
            self._times.subtract(self._disclosed[figure])
            self._note(self._disclosed[figure])

    def _show_figure(self, figure: str) -> None:
        self._reasons[figure] -= 1
        if self._reasons[figure] == 0:
            self._times.update(self._disclosed[figure])
            self._note(self._disclosed[figure])

    def _note(self, numbers: Iterable[int]) -> None:
        """Keeps what the reader can eliminate in step with what is shown."""
        for number in sorted(numbers):
            if self._known(number):
                self._reader.show(number)
            else:
                self._reader.hide(number)

    def hold_small(self) -> None:
        for number in sorted(self._protected):
            self._hold(number)

    def _hold(self, number: int) -> None:
        for figure in self._showing[number]:
            self.hold_figure(figure)

    def _hold_beside(self, number: int, beside: list[int]) -> None:
        self._protected.add(number)
        beside.append(number)
        self._hold(number)

    def _known(self, number: int) -> bool:
        """A 0 counts as known even where it is not shown: a category that is left out is easily guessed to be empty."""
        return self._times[number] > 0 or self.sums.values[number] == 0

    def make_safe(self, sums: list[Sum]) -> None:
        """Holds back one more number, again and again, until nothing protected can be worked out from these sums."""
        if not any(number in self._protected for each in sums for number in each):
            return
        beside: list[int] = []
        self._where_one_is_missing(sums, beside)
        unknown = {number for each in sums for number in each if not self._known(number)}
        while unknown:
            near = self._near([min(unknown)])
            unknown.difference_update(*near)
            while found := self._found(near):
                more: list[int] = []
                for number in sorted(found):  # one for each: what was not needed is shown again
                    another = self._next(self._reader.told_by(number))
                    another = self._next(_numbers(self._sums_of[number])) if another is None else another
                    another = self._next(_numbers(sums)) if another is None else another
                    if another is not None:
                        self._hold_beside(another, more)
                if not more:  # nothing of these sums is shown any more: only who takes every 0 as known can go on
                    break
                self._where_one_is_missing(self._around(more), more)
                beside += more
                near = self._near([*found, *self._told_with(more)])
        self._show_again(beside)

    def _told_with(self, numbers: Iterable[int]) -> list[int]:
        """Every number that the figures of these disclose: what is held back or shown with them."""
        figures = dict.fromkeys(figure for number in numbers for figure in self._showing[number])
        return list(dict.fromkeys(number for figure in figures for number in sorted(self._disclosed[figure])))

    def _around(self, numbers: Iterable[int]) -> list[Sum]:
        """The sums of all that is held back or shown with these numbers, each once."""
        return list({id(each): each for number in self._told_with(numbers) for each in self._sums_of[number]}.values())

    def _where_one_is_missing(self, sums: list[Sum], beside: list[int]) -> None:
        """The common way, and a quick one: a sum in which all but one number is known."""
        waiting = deque(sums)
        while waiting:
            each = waiting.popleft()
            unknown = [number for number in each if not self._known(number)]
            if len(unknown) == 1 and unknown[0] in self._protected:
                another = self._next(each)
                if another is not None:
                    self._hold_beside(another, beside)
                    waiting += self._around([another])

    def _show_again(self, beside: Sequence[int]) -> None:
        """Shows what turned out not to be needed once the others were held back: what is missed most first, then the largest."""
        in_turn = sorted(beside, key=lambda number: (-self._weights[number], -(self.sums.values[number] or 0), number))
        for number in in_turn:
            self._protected.discard(number)
            for figure in self._showing[number]:
                self._show_figure(figure)
            if self._told_by_one(number) or self._found(self._near(self._told_with([number]))):
                self._protected.add(number)
                self._hold(number)

    def _told_by_one(self, number: int) -> bool:
        """Whether a single sum of this number leaves only a protected one unknown. Asked first, because it is quick."""
        for each in self._sums_of[number]:
            unknown = [other for other in each if not self._known(other)]
            if len(unknown) == 1 and unknown[0] in self._protected:
                return True
        return False

    def _near(self, numbers: Iterable[int]) -> list[Sum]:
        """The sums that hang together with these numbers through what is not known; in the others nothing can change."""
        open_numbers = list(numbers)
        met, found = set(open_numbers), {}
        while open_numbers:
            for each in self._sums_of[open_numbers.pop()]:
                if id(each) not in found:
                    found[id(each)] = each
                    more = [other for other in each if other not in met and not self._known(other)]
                    met.update(more)
                    open_numbers += more
        return list(found.values())

    def _found(self, sums: list[Sum]) -> set[int]:
        """The protected numbers that a reader can work out; of those that only bounds give, where there are no others."""
        numbers = _numbers(sums)
        found = self._reader.worked_out(self._protected & numbers)
        if found:
            return found
        values = self.sums.values
        known = {number: value for number in numbers if self._known(number) and (value := values[number]) is not None}
        return self._protected & pinned(sums, known, self._protected)

    def _next(self, numbers: Iterable[int]) -> int | None:
        """The one of these numbers to hold back next: shown, not 0, missed least, alone in few other sums, and small.

        A number that would be the only one missing in another sum takes one more there with it, and that one more again.
        """
        values = self.sums.values
        shown = [number for number in numbers if self._times[number] > 0 and values[number]]
        return min(
            shown,
            key=lambda number: (self._weights[number], self._alone(number), values[number] or 0, number),
            default=None,
        )

    def _alone(self, number: int) -> int:
        return sum(all(self._known(other) for other in each) for each in self._sums_of[number])


def _numbers(sums: Iterable[Sum]) -> set[int]:
    return {number for each in sums for number in each}
