"""Search: the form, what was found, and how to look closer."""
