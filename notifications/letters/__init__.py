"""Letters: kinds as data, the mark-up of templates, the blocks that the law demands, and a letter as Word and as PDF."""
