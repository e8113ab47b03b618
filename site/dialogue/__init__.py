"""The board: questions to leaders, what becomes of them, and who may do what to them.

Nothing here knows of web pages. `states` and `transitions` say what can happen, `conduct` lets it
happen in one transaction, `tables` is where it is kept and `vault` how it is kept secret.
"""
