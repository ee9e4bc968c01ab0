"""A message's way in: from a verified event to a row and a job that nothing can lose."""
