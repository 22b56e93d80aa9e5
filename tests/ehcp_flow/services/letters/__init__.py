"""Tests of the letters of a case."""
