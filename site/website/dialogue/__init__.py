"""The board as citizens see it: questions to leaders, their clocks, and one's own matter."""
