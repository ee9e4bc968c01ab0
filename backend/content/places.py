"""Where in a content file something stands: people look for a line, not for a dotted path."""

from pathlib import Path

import yaml


def line_of(path: Path, where: str) -> int | None:
    """The line of a dotted place, counted from 1, or of the nearest thing around it; None for a place in no file.

    Items of a list are named by their number or by their id.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    steps, found = where.split("."), None
    while steps and node is not None:
        taken, line, node = _step(node, steps)
        if not taken:
            break
        found, steps = line, steps[taken:]
    return found


def _step(node: yaml.Node, steps: list[str]) -> tuple[int, int | None, yaml.Node | None]:
    """How many steps lead to a child, the child's line, and the child. A key may hold dots itself."""
    if isinstance(node, yaml.MappingNode):
        children = {str(key.value): (key.start_mark.line + 1, child) for key, child in node.value}
        for count in range(len(steps), 0, -1):
            if (name := ".".join(steps[:count])) in children:
                return count, *children[name]
    if isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            if steps[0] in (str(number), _id(child)):
                return 1, child.start_mark.line + 1, child
    return 0, None, None


def _id(node: yaml.Node) -> str | None:
    named = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((str(child.value) for key, child in named if key.value == "id"), None)
