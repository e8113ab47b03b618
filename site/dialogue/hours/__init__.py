"""Announced hours with a leader: questions gathered before, answered in their order."""
