"""Madeupshire: a made-up authority of about Derby's size, from a seed, for the demonstration, tests and benchmarks."""

from ehcp_flow.demo.authority import AUTHORITY_NAME, made_up_authority, made_up_header
from ehcp_flow.demo.identity import AUTHORITY

__all__ = ["AUTHORITY", "AUTHORITY_NAME", "made_up_authority", "made_up_header"]
