"""What HR reads about an interview: the report, its scores and the group card."""
