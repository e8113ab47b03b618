"""The engines, one module each; `search_index.engine` says what they have in common."""
