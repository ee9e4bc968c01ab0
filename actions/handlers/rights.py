"""Explain, human, appeal, delete, export, withdraw, stop."""

from actions.handlers.turn_action import TurnAction


class Rights(TurnAction):
    """Explain, human, appeal, delete, export, withdraw, stop."""

    action_name = "action_rights"
