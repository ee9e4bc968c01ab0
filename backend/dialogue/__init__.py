"""The way to Rasa, which carries the dialogue."""
