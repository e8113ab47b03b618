"""Texts and files as they are written and shown: encrypted, read, redacted by whole characters."""
