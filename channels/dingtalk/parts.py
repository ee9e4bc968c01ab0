"""Everything one robot needs, put together in the one way that works."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from fastapi import APIRouter

from channels.desk import Desk
from channels.dingtalk.cards import Cards
from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.choices import Choices
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.courtesy import Courtesies
from channels.dingtalk.intake import Intake
from channels.dingtalk.media import DingTalkMedia
from channels.dingtalk.routes import now_ms, router
from channels.dingtalk.sessions import Sessions
from channels.dingtalk.settings import DingTalkSettings
from channels.dingtalk.stream import Stream
from channels.dingtalk.wording import load_words
from channels.platform import PlatformGateway


@dataclass(frozen=True)
class Parts:
    """Use `routes` always (events, HTTP mode), `stream.run()` in Stream mode only."""

    client: DingTalkClient
    channel: DingTalkChannel
    media: DingTalkMedia
    intake: Intake
    courtesies: Courtesies
    routes: APIRouter
    stream: Stream


def assemble(
    settings: DingTalkSettings,
    gateway: PlatformGateway,
    desk: Desk,
    http: httpx.AsyncClient,
    now: Callable[[], int] = now_ms,
    monotonic: Callable[[], float] = time.monotonic,
) -> Parts:
    """The parts of one robot; `now` is in milliseconds since 1970."""
    client = DingTalkClient(settings, http, monotonic)
    sessions, choices = Sessions(gateway, settings, now), Choices(gateway, settings.robot)
    cards = Cards(client, gateway) if settings.card_template_id else None
    intake = Intake(gateway, desk, settings.robot, sessions, choices, cards)
    courtesies = Courtesies(client, cards, load_words())
    return Parts(
        client=client,
        channel=DingTalkChannel(client, sessions, choices, cards),
        media=DingTalkMedia(client),
        intake=intake,
        courtesies=courtesies,
        routes=router(settings, intake, courtesies, now),
        stream=Stream(client, intake, courtesies),
    )
