"""Telegram: interviews in private chats, posts to HR's group."""
