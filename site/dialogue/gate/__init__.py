"""How matters come in: forms, proofs of work, limits, and what is checked before they are kept."""
