"""The messengers that are set up: their doors, their way out, their files, their groups, and what runs beside them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
from fastapi import APIRouter

from backend.media.fetching import Fetcher
from channels.contract import Channel, GroupSender
from channels.desk import Desk
from channels.dingtalk.client import DingTalkClient
from channels.dingtalk.group import DingTalkGroup
from channels.platform import PlatformGateway
from channels.web.channel import WebChannel
from miantan.settings import Settings

Runner = Callable[[], Awaitable[None]]


@dataclass
class Messengers:
    """Everything by channel name. `doors` and `runners` belong to the gateway, the rest to workers."""

    channels: dict[str, Channel] = field(default_factory=lambda: {WebChannel.name: WebChannel()})
    fetchers: dict[str, Fetcher] = field(default_factory=dict)
    groups: dict[str, GroupSender] = field(default_factory=dict)
    doors: list[APIRouter] = field(default_factory=list)
    runners: list[Runner] = field(default_factory=list)


def assemble(
    settings: Settings, gateway: PlatformGateway, desk: Desk, client: httpx.AsyncClient
) -> Messengers:
    """Build what has credentials; contacts nobody. Libraries of a platform are loaded only when it is set up."""
    messengers = Messengers()
    _wecom(messengers, settings, gateway, client)
    _dingtalk(messengers, settings, gateway, desk, client)
    _telegram(messengers, settings, gateway, desk)
    return messengers


def _wecom(to: Messengers, settings: Settings, gateway: PlatformGateway, client: httpx.AsyncClient) -> None:
    given = settings.wecom
    if given.group_webhook_url:
        from channels.wecom.group import WeComGroup

        to.groups[WeComGroup.name] = WeComGroup(given.group_webhook_url, client)
    if not given.corp_id:
        return
    from channels.wecom.build import build

    wecom = build(given, gateway, client)
    to.channels |= wecom.channels
    if wecom.kf is not None:
        to.fetchers[wecom.kf.name] = wecom.kf
    if wecom.app is not None:
        to.fetchers[wecom.app.name] = wecom.app
    if wecom.puller is not None:
        to.runners.append(wecom.puller.run)
    if wecom.routes is not None:
        to.doors.append(wecom.routes)


def _dingtalk(
    to: Messengers, settings: Settings, gateway: PlatformGateway, desk: Desk, client: httpx.AsyncClient
) -> None:
    given = settings.dingtalk
    if given.group_webhook_url:
        to.groups[DingTalkGroup.name] = DingTalkGroup(given.group_webhook_url, given.group_secret, client)
    if not given.app_key:
        return
    from channels.dingtalk.parts import assemble as dingtalk

    parts = dingtalk(given, gateway, desk, client)
    to.channels[parts.channel.name] = parts.channel
    to.fetchers[parts.channel.name] = parts.media
    to.doors.append(parts.routes)
    if given.mode == "stream":
        to.runners.append(parts.stream.run)
    if given.group_conversation_id and not given.group_webhook_url:
        to.groups[DingTalkGroup.name] = _dingtalk_group(parts.client, gateway, given.group_conversation_id)


def _dingtalk_group(client: DingTalkClient, gateway: PlatformGateway, conversation_id: str) -> GroupSender:
    """The app's own robot in the group: cards with buttons where there is a template for them."""
    if client.settings.card_template_id:
        from channels.dingtalk.group_cards import DingTalkCardGroup

        return DingTalkCardGroup(client, gateway, conversation_id)
    from channels.dingtalk.conversation import DingTalkConversation

    return DingTalkConversation(client, conversation_id)


def _telegram(to: Messengers, settings: Settings, gateway: PlatformGateway, desk: Desk) -> None:
    given = settings.telegram
    if not given.bot_token.get_secret_value():
        return
    from channels.telegram.channel import TelegramChannel
    from channels.telegram.courtesy import Courtesies
    from channels.telegram.group import TelegramGroup
    from channels.telegram.intake import Intake
    from channels.telegram.line import Line
    from channels.telegram.media import TelegramMedia
    from channels.telegram.receiving import Poller, register_webhook
    from channels.telegram.routes import router
    from channels.telegram.wording import load_words

    line = Line(given, gateway)
    to.channels[TelegramChannel.name] = TelegramChannel(line)
    to.fetchers[TelegramChannel.name] = TelegramMedia(line)
    to.doors.append(router(gateway, desk, given, line))
    if given.group_chat_id:
        to.groups[TelegramGroup.name] = TelegramGroup.on(line, gateway, given.account, given.group_chat_id)
    if given.mode == "polling":
        poller = Poller(line, Intake(gateway, desk, given.account), Courtesies(line, load_words()))
        to.runners.append(poller.run)
    else:
        to.runners.append(lambda: register_webhook(line, given, settings.address))
