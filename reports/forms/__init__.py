"""The forms in which a report is printed. Each is made from the model alone: equal reports give equal bytes."""
