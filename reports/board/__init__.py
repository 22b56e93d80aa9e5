"""The monthly report: its model, how it is built, what is held back, and its forms, all from the one model."""
