"""Releases: made in one place, never changed after, switched by one rename."""
