"""The families of pages, in the order in which their addresses are tried."""

from fastapi import APIRouter

from ehcp_flow.web.views import account, allocate, directory, first, law, leaving, sign_in, team

FAMILIES: tuple[APIRouter, ...] = (
    first.pages,
    sign_in.pages,
    directory.pages,
    account.pages,
    law.pages,
    team.pages,
    allocate.pages,
    leaving.pages, figures.pages, board.pages,
)
