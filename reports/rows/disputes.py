"""Mediations and appeals as the figures need them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MediationRow:
    """A mediation meeting. `held_on` is the day by which it was held where `dated` is False.

    `about`: the vocabulary's word. `agreed`: an agreement about it followed, and no other meeting between. `appealed_on`:
    the first appeal about the same matter on or after that day, or the day by which that was registered.
    """

    case: str
    about: str
    held_on: date
    dated: bool = True
    agreed: bool = False
    appealed_on: date | None = None


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal to the Tribunal, from its registration. `registered_on` is a day by which, where `dated` is False.

    `order`: what the Tribunal ordered ("dismiss", "assess" …), "" where it has not. `conceded_on`: conceded or not opposed.
    """

    case: str
    about: str
    registered_on: date
    dated: bool = True
    conceded_on: date | None = None
    withdrawn_on: date | None = None
    heard_on: date | None = None
    ordered_on: date | None = None
    order: str = ""

    @property
    def course_known(self) -> bool:
        """Its day is recorded, or what became of it: a return tells neither."""
        days = (self.conceded_on, self.withdrawn_on, self.heard_on, self.ordered_on)
        return self.dated or any(day is not None for day in days)

    @property
    def upheld(self) -> bool:
        """The Tribunal ordered something other than to dismiss the appeal."""
        return self.ordered_on is not None and self.order not in ("", "dismiss")
