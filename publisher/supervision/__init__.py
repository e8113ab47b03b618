"""Supervision of what is published: integrity checks, their flags, and who disclosed on time.

A flag is a signal with its evidence and the unit's answer, never a verdict.
"""
