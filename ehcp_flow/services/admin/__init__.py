"""What administrators look after: users, teams, settings, days on which nobody works, warnings."""
