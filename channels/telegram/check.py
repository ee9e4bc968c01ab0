"""Is the bot set up right? Asked of Telegram itself; what is found is told by keys of `words.yaml`."""

from telegram import WebhookInfo
from telegram.constants import ChatMemberStatus

from channels.errors import SendError
from channels.finding import Finding
from channels.telegram.failures import Moved
from channels.telegram.line import Line
from channels.telegram.routes import PATH
from channels.telegram.settings import TelegramSettings

SPEAKERS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})


async def check(settings: TelegramSettings, line: Line, public_url: str) -> list[Finding]:
    """One finding for each thing asked; after a refused token nothing else is."""
    try:
        await line.call(lambda bot: bot.get_me())
    except SendError as error:
        return [Finding(False, "token", "unreached" if _unheard(error) else "token_refused")]
    findings = [Finding(True, "token"), *await _delivery(settings, line, public_url)]
    if settings.group_chat_id:
        findings.append(await _group(settings, line, settings.group_chat_id))
    return findings


async def _delivery(settings: TelegramSettings, line: Line, public_url: str) -> list[Finding]:
    try:
        hook = await line.call(lambda bot: bot.get_webhook_info())
    except SendError:
        return [Finding(False, "delivery", "unreached")]
    if settings.mode == "polling":
        return [Finding(not hook.url, "delivery", "webhook_in_the_way" if hook.url else "")]
    ours = hook.url == public_url.rstrip("/") + PATH
    return [Finding(ours, "delivery", "" if ours else "webhook_elsewhere"), _reachable(hook)]


def _reachable(hook: WebhookInfo) -> Finding:
    """Telegram keeps the last error for good; it counts while updates are waiting."""
    failing = hook.last_error_date is not None and hook.pending_update_count > 0
    return Finding(not failing, "reachable", "webhook_failing" if failing else "")


async def _group(settings: TelegramSettings, line: Line, group: str) -> Finding:
    chat_id = group.partition("/")[0]
    try:
        member = await line.call(lambda bot: bot.get_chat_member(chat_id, int(settings.account)))
    except Moved as there:
        return await _group(settings, line, str(there.chat_id))
    except SendError:
        return Finding(False, "group", "group_closed")
    speaks = member.status in SPEAKERS
    return Finding(speaks, "group", "" if speaks else "group_closed")


def _unheard(error: SendError) -> bool:
    return not error.ours
