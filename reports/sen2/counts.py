"""How much of everything a return holds, counted while it is read."""

from dataclasses import dataclass

from reports.sen2.problems import PersonRecord


@dataclass(slots=True)
class Counts:
    """Running totals. A plan is a NamedPlan; requests, assessments and plans are those of usable people only."""

    people: int = 0
    requests: int = 0
    assessments: int = 0
    plans: int = 0
    set_aside: int = 0
    problems: int = 0

    def add(self, record: PersonRecord) -> None:
        """Counts one record: as a person, or as set aside, and its problems either way."""
        self.problems += len(record.problems)
        if record.person is None:
            self.set_aside += 1
            return
        self.people += 1
        for request in record.person.requests:
            self.requests += 1
            for assessment in request.assessments:
                self.assessments += 1
                self.plans += assessment.plan is not None
