"""Obligations: who must publish what by when, and whether they did."""
