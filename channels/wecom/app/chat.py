"""A group chat that the app made itself: HR's group without a robot's limits, inside the corp only.

Source: 创建群聊会话, https://developer.work.weixin.qq.com/document/path/90245. The app must be visible to the root
department; 2 to 2000 members; a chat id is up to 32 of [0-9A-Za-z]. There is no idempotency key.
"""

from channels.contract import GROUP_PACE, Card, Idempotency, SendResult
from channels.markdown import card_text
from channels.splitting import split
from channels.wecom.client import WeComClient
from channels.wecom.errcodes import Json

MARKDOWN_BYTES = 2048


class AppChats:
    """Makes and changes chats. Every method raises a `channels.errors.SendError`."""

    def __init__(self, client: WeComClient) -> None:
        self._client = client

    async def create(self, chat_id: str, name: str, owner: str, members: list[str]) -> None:
        """Make a chat under an id of ours."""
        asked = {"chatid": chat_id, "name": name, "owner": owner, "userlist": members}
        await self._client.post("appchat/create", asked)

    async def change(self, chat_id: str, add: list[str], remove: list[str]) -> None:
        """Let members in and out."""
        asked = {"chatid": chat_id, "add_user_list": add, "del_user_list": remove}
        await self._client.post("appchat/update", asked)

    async def members(self, chat_id: str) -> list[str]:
        """Who is in it."""
        found = (await self._client.get("appchat/get", chatid=chat_id)).get("chat_info")
        listed = found.get("userlist") if isinstance(found, dict) else None
        return [str(user) for user in listed] if isinstance(listed, list) else []

    async def send(self, chat_id: str, body: Json) -> None:
        """Post a message of any type that `message/send` knows, cards with taps excepted."""
        await self._client.post("appchat/send", {"chatid": chat_id, **body})


class AppChatGroup:
    """Posts cards into one such chat."""

    name = "wecom/appchat"
    idempotency = Idempotency.NONE
    pace = GROUP_PACE

    def __init__(self, client: WeComClient, chat_id: str) -> None:
        self._chats = AppChats(client)
        self._chat_id = chat_id

    async def post(self, card: Card) -> SendResult:
        """Deliver one card, as bare text when it is too long for markdown. Raises a `channels.errors.SendError`."""
        text = card_text(card)
        if len(text.encode()) <= MARKDOWN_BYTES:
            await self._chats.send(self._chat_id, {"msgtype": "markdown", "markdown": {"content": text}})
        else:
            for part in split(card.plain, MARKDOWN_BYTES):
                await self._chats.send(self._chat_id, {"msgtype": "text", "text": {"content": part}})
        return SendResult()
