"""Tests of the letters: their kinds, templates and files."""
