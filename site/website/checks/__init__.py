"""Integrity checks: what they look at, their public flags, and what units answer."""
