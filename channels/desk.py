"""What people of HR do in a messenger besides reading: they say who they are, and they tap on cards in their group.

A channel only proves which account did it, and where. Whether that account belongs to somebody of HR, and what they
may decide, is known to the house.
"""

import re
from dataclasses import dataclass
from typing import Final, Protocol

BUTTON: Final = "d:"
"""Begins what a card's button brings back; a quick reply of an interview never begins like this."""
_CODE: Final = re.compile(r"(?:绑定|/bind)?\s*(hr-[a-z2-9]{12})", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """An account of a platform, as its callbacks prove it."""

    channel: str
    account: str
    id: str


@dataclass(frozen=True)
class Tap:
    """A tap of `person` on a button of a group's card. `place` is the message as `SendResult.platform_id` names it."""

    person: Person
    place: str
    value: str


@dataclass(frozen=True)
class Told:
    """What the person is told at once, in one short sentence. `done`: what they wanted has happened."""

    text: str
    done: bool


class Desk(Protocol):
    """The house as HR's groups see it. Both raise `channels.errors.Unavailable` without a database."""

    async def tapped(self, tap: Tap) -> Told:
        """Decide as the card's button says, or refuse; the same tap again changes nothing."""
        ...

    async def introduced(self, person: Person, code: str) -> Told:
        """Tie the account to the console user whose one-time code this is."""
        ...


def find_code(text: str) -> str | None:
    """The one-time code, if the text is nothing else.

    >>> find_code("绑定 HR-abcdefghjkmn"), find_code("我的编号是hr-abcdefghjkmn")
    ('hr-abcdefghjkmn', None)
    """
    found = _CODE.fullmatch(text.strip())
    return found[1].lower() if found else None
