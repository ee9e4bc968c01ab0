"""Turns that nobody spoke: the first opening, stickers and files, a held fragment."""

from actions.handlers.turn_action import TurnAction


class Settling(TurnAction):
    """Turns that nobody spoke: the first opening, stickers and files, a held fragment."""

    action_name = "action_settle"
