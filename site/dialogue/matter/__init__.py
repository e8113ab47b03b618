"""What a matter is: its states, types and reasons, its days and its number."""
