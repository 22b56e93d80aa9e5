"""Health-flag notices, the pure part: what a health provider should know, what it was told, and the notices between."""
