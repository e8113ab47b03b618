"""The staff desk: signing in, the queue, and what is decided about each matter."""
