"""DingTalk: interviews with members of the organisation, posts to HR's group."""
