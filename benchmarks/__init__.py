"""How fast and how small it is, each figure beside a floor that was measured in the same interleaved run."""
