"""Answers, and small talk around them."""

from actions.handlers.turn_action import TurnAction


class Answering(TurnAction):
    """Answers, and small talk around them."""

    action_name = "action_answer"
