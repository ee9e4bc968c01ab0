"""Repeat, skip, redo, pause, resume, progress, help."""

from actions.handlers.turn_action import TurnAction


class Control(TurnAction):
    """Repeat, skip, redo, pause, resume, progress, help."""

    action_name = "action_control"
