"""Programs for the people who change this project. Nothing here is installed."""
