"""A message's way through: one conversation, one turn at a time."""
