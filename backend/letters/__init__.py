"""Letters: what reaches a person outside of any chat, by SMS or e-mail."""
