"""Scoring of one answer against one rubric: pure, deterministic, every level explained by verbatim quotes."""
