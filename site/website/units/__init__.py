"""Units: the list of them, and everything about one on its page."""
