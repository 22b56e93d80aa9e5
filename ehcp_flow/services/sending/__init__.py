"""Sending what was decided: messages out of the outbox, what became of them, and what a person decides of them."""
