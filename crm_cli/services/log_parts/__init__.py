"""The parts of `log_line`, the one-line log: its words, clauses, names, follow-ups, writing."""
