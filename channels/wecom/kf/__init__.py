"""微信客服: the way to candidates on ordinary WeChat.

Callbacks only wake us; messages are pulled with a cursor. We may answer each message five times within 48 hours.
"""
