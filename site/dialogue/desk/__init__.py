"""The staff: accounts and sessions, which matters they may read, what waits for them."""
