"""Each kind of request becomes the ledger that `tests/data/sen2/events.toml` says, line by line."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from tests.ehcp_flow.services import sent
from tests.ehcp_flow.services.at_work import Desk, child, line_of

TABLE = Path(__file__).parents[3] / "data" / "sen2" / "events.toml"
REQUESTS: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["request"]


def test_every_kind_of_request_makes_the_ledger_of_the_table(desk: Desk) -> None:
    path = desk.written(child(upn=sent.upn_of(number)) for number, _ in enumerate(REQUESTS))
    parts = path.read_text(encoding="utf-8").split("</Person>")
    told = [
        f"{part}<Requests>{request['xml']}</Requests></Person>"
        for part, request in zip(parts[:-1], REQUESTS, strict=True)
    ]
    path.write_text("".join((*told, parts[-1])), encoding="utf-8")

    done = desk.read_file(path)

    assert (done.people, done.set_aside) == (len(REQUESTS), 0)
    for case, request in zip(desk.cases(), REQUESTS, strict=True):
        lines = [line_of(entry) for entry in case.entries]
        assert lines[:-1] == request["ledger"], request["says"]
        assert lines[-1].endswith("details_recorded of=return")
        assert case.entries[-1].facts["details"]["outcome"] in "YNAWH"
    assert done.by_rule == Counter(rule for request in REQUESTS for rule in request.get("problems", []))
    assert desk.sound()
