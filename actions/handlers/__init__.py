"""Rasa actions, one file per topic: each takes the turn that its rule names."""
