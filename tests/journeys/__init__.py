"""Whole journeys through the pages in a real browser, as each role, on each database, with and without script."""
