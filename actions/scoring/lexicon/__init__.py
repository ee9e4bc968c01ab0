"""Cue words per language: data that says which wording points to which role."""
