"""The history of the data, kept by the database itself: triggers, undo, and the past."""
