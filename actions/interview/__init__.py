"""The interviewer's rules: which line next, what is recorded, and why. Pure."""
