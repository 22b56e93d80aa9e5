"""The measures, one file a board indicator; `reports.registry` lists them."""
