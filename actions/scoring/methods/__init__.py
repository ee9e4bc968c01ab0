"""The ways to score an answer; each is one module with the same protocol."""
