"""Telling officers in time: warnings, digests, who is away, what is snoozed, and the ladder of an authority."""
