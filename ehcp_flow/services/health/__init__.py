"""Health notices: raised with a step, held or sent, followed up, answered, and reconciled with each provider."""
