"""Telegram: so far posts to an HR group."""
