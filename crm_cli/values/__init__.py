"""Reading and writing single values: each module is one kind of value, tested by a table."""
