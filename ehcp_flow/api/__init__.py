"""The JSON API: the same services and the same refusals as the pages, for programs."""
