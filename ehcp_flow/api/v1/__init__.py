"""Version 1. What is here stays as it is: something new is added, something that must change becomes version 2."""

from ehcp_flow.api.v1.application import make_api as make_api
