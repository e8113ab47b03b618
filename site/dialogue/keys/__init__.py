"""Secrets: the server's keys, sealing to officers, and receipts."""
