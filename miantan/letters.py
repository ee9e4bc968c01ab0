"""The carriers of letters that are set up."""

import httpx

from backend.clock import Clock
from backend.letters.email import Smtp
from backend.letters.ports import Carrier
from backend.letters.post import Way
from backend.letters.sms import SmsWebhook
from miantan.settings import Settings


def ways(settings: Settings) -> tuple[Way, ...]:
    """How letters can leave this installation."""
    given = {Way.SMS: settings.sms.webhook_url, Way.EMAIL: settings.smtp.host}
    return tuple(way for way, address in given.items() if address)


def carriers(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> dict[Way, Carrier]:
    """By way; contacts nobody."""
    found: dict[Way, Carrier] = {}
    if settings.sms.webhook_url:
        found[Way.SMS] = SmsWebhook(settings.sms.webhook_url, settings.sms.secret, client, clock)
    if settings.smtp.host:
        found[Way.EMAIL] = Smtp(settings.smtp, clock)
    return found
