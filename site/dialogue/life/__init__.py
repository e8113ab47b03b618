"""What may happen to a matter and how it happens: the table, its conditions and effects, and
its one way through a transaction."""
