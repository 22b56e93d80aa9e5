"""My work: the page that opens, the queues, and a queue as a file."""

from fastapi.responses import Response

from ehcp_flow.clock import LONDON
from ehcp_flow.services.work import filters as asked_filters
from ehcp_flow.services.work.export import export
from ehcp_flow.services.work.filters import AGES, STATES, WHEN, Filters
from ehcp_flow.services.work.lists import COUNTED, DAY, my_work, overview
from ehcp_flow.services.work.lists import listed as list_of
from ehcp_flow.services.work.queues import QUEUES, Queue
from ehcp_flow.services.work.saved import saved_views
from ehcp_flow.web.navigation import OFFICERS
from ehcp_flow.web.pages import Pages
from ehcp_flow.web.visit import V, Visit
from workflows.refusals import Refusal

pages = Pages()


@pages.page("/work", OFFICERS, "my_work")
def first(visit: V) -> Response:
    """The day: due this week, overdue, waiting on others, families that have heard nothing."""
    whose = asked_filters.read("/work", visit.request.query_params).whose
    found = my_work(visit.office, visit.who, whose)
    if isinstance(found, Refusal):
        return visit.refused(found, 404, back="/work")
    hour = visit.office.clock.now().astimezone(LONDON).hour
    return visit.show(
        "work/my_work.html",
        found=found,
        queues=[QUEUES[name] for name in DAY],
        whose=whose,
        words_of={each.value: each.words for each in found.choices},
        greeting="Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening",
        views=saved_views(visit.office, visit.who),
        counted=COUNTED,
    )


@pages.page("/work/queues", OFFICERS, "queues")
def queues(visit: V) -> Response:
    """Every queue with the question that it answers and how many cases it has."""
    whose = asked_filters.read("/work/queues", visit.request.query_params).whose
    found = overview(visit.office, visit.who, whose)
    if isinstance(found, Refusal):
        return visit.refused(found, 404, back="/work/queues")
    return visit.show("work/queues.html", found=found, whose=whose, counted=COUNTED)


@pages.page("/work/{queue}", OFFICERS, "queue")
def queue(visit: V, queue: str) -> Response:
    """One queue, as the filters of its address narrow it."""
    if (row := QUEUES.get(queue)) is None:
        return visit.not_found()
    filters = _filters(visit, row)
    found = list_of(visit.office, visit.who, row, filters)
    if isinstance(found, Refusal):
        return visit.refused(found, 404, back=f"/work/{row.name}")
    chosen = {each.value: each.words for each in found.choices}
    return visit.show(
        "work/queue.html",
        found=found,
        filters=filters,
        chosen=chosen.get(filters.whose, filters.whose),
        shared=filters.address(whose=visit.who.email if filters.whose == "mine" else filters.whose, page=filters.page),
        own_choices=[(each.value, each.words) for each in found.choices],
        teams=[(name, name) for name in found.teams],
        states=STATES,
        whens=WHEN,
        age_choices=[(band, words) for band, (words, _, _) in AGES.items()],
        file=filters.address(page=1).replace(filters.path, f"{filters.path}/list.csv", 1),
        pagination=_pagination(filters, found.pages),
    )


def _pagination(filters: Filters, pages_in_all: int) -> dict[str, object] | None:
    """The links to the pages, as the design system takes them; a list of many has only those around this one."""
    if pages_in_all <= 1:
        return None
    near = sorted({1, pages_in_all, *range(max(1, filters.page - 1), min(pages_in_all, filters.page + 1) + 1)})
    items: list[dict[str, object]] = []
    for before, number in zip([0, *near], near, strict=False):
        if number > before + 1:
            items.append({"ellipsis": True})
        items.append({"number": str(number), "href": filters.address(page=number), "current": number == filters.page})
    made: dict[str, object] = {"items": items}
    if filters.page > 1:
        made["previous"] = {"href": filters.address(page=filters.page - 1)}
    if filters.page < pages_in_all:
        made["next"] = {"href": filters.address(page=filters.page + 1)}
    return made


@pages.page("/work/{queue}/list.csv", OFFICERS, "queue_file")
def queue_file(visit: V, queue: str) -> Response:
    """The same list as a file; who took it is written down for every case."""
    if (row := QUEUES.get(queue)) is None:
        return visit.not_found()
    made = export(visit.office, visit.who, row, _filters(visit, row))
    if isinstance(made, Refusal):
        return visit.refused(made, 404, back=f"/work/{row.name}")
    name = f"{row.name}-{visit.office.clock.today().isoformat()}.csv"
    return Response(
        made, media_type="text/csv; charset=utf-8", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _filters(visit: Visit, queue: Queue) -> Filters:
    return asked_filters.read(f"/work/{queue.name}", visit.request.query_params, queue.whose)
