"""The web channel: a link opens a chat page on a phone, with no install, no account and no third party."""
