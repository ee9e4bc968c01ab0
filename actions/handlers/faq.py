"""The candidate's own questions, answered from approved content."""

from actions.handlers.turn_action import TurnAction


class Faq(TurnAction):
    """The candidate's own questions, answered from approved content."""

    action_name = "action_faq"
