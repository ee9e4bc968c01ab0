"""How HR reads ids and codes: positions, sites, stages, conclusions, moments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from backend.console.words import Words
from backend.content.pack import Content
from backend.recruiting.rights import sites_of
from backend.store.tables import User

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""Shown to everyone: the house's own time."""


def position(content: Content, words: Words, position_id: str) -> str:
    """The title; the id itself for a position that is no longer in the content."""
    found = content.positions.get(position_id)
    return found.title.said_in(words.language) if found else position_id


def site(content: Content, words: Words, site_id: str) -> str:
    """The name of a site."""
    found = content.sites.get(site_id)
    return found.name.said_in(words.language) if found else site_id


def positions(content: Content, words: Words) -> Mapping[str, str]:
    """Every position with its title."""
    return {found: position(content, words, found) for found in content.positions}


def sites(content: Content, words: Words, user: User) -> Mapping[str, str]:
    """The sites a user may see, with their names."""
    mine = sites_of(user)
    return {found: site(content, words, found) for found in content.sites if mine is None or found in mine}


def stage(words: Words, code: str) -> str:
    """Where an application stands."""
    return words.known(f"stage.{code}", code)


def needs_human(words: Words, code: str) -> str:
    """Why a person is wanted. Codes carry details after a colon: `knockout:age`."""
    return words.known(f"needs.{code.partition(':')[0]}", words("needs.other"))


def moment(at: datetime | None) -> str:
    """Date and minute, in the house's time.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 3, 1, 16, 5, tzinfo=UTC))
    '2026-03-02 00:05'
    """
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
