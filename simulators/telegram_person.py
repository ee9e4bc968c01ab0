"""Somebody with a Telegram account, who does what people do there."""

import time
from dataclasses import dataclass
from typing import Any

from simulators.telegram import Chat, Json, Telegram, user


def join(platform: Telegram, number: int, language: str = "zh") -> "Person":
    """A new account; the bot may write to it only after Start was pressed."""
    platform.chats[number] = Chat(number, language=language)
    return Person(platform, platform.chats[number])


@dataclass
class Person:
    """Somebody in a private chat with the bot."""

    platform: Telegram
    chat: Chat

    def opens(self, payload: str = "") -> Json:
        """Open `t.me/<bot>?start=<payload>` and press Start."""
        self.chat.open = True
        return self.says(f"/start {payload}".strip())

    def says(self, text: str) -> Json:
        """Type a message."""
        return self.sends(text=text)

    def speaks(self, content: bytes, seconds: int) -> Json:
        """Send a voice note (Ogg with Opus)."""
        name = f"voice/file_{len(self.platform.files)}.oga"
        self.platform.files[name] = content
        voice = {"file_id": name, "file_unique_id": name, "duration": seconds, "mime_type": "audio/ogg"}
        return self.sends(voice=voice | {"file_size": len(content)})

    def edits(self, message_id: int, text: str) -> Json:
        """Change what was typed."""
        message = next(m for m in self.chat.messages if m["message_id"] == message_id)
        message |= {"text": text, "edit_date": int(time.time())}
        return self.platform.push(edited_message=dict(message))

    def taps(self, label: str) -> Json:
        """Tap the newest button that says so."""
        for message in reversed(self.chat.messages):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        return self._taps(message, button)
        raise LookupError(label)

    def blocks(self, blocked: bool = True) -> Json:
        """Block the bot, or let it speak again."""
        self.chat.open = not blocked
        member = {"status": "kicked" if blocked else "member"}
        chat = {"id": self.chat.id, "type": "private"}
        return self.platform.push(my_chat_member={"chat": chat, "new_chat_member": member})

    def heard(self) -> list[str]:
        """What the bot said here, oldest first."""
        return [message["text"] for message in self.chat.messages if message["from"]["is_bot"]]

    def choices(self) -> list[str]:
        """The buttons below the newest message of the bot."""
        said = [message for message in self.chat.messages if message["from"]["is_bot"]]
        rows = said[-1].get("reply_markup", {}).get("inline_keyboard", []) if said else []
        return [button["text"] for row in rows for button in row]

    def sends(self, **content: Any) -> Json:
        """Send anything else."""
        return self.platform.push(message=dict(self.platform.new_message(self.chat, mine=False, **content)))

    def taps_in(self, group: Chat, label: str, name: str = "") -> Json:
        """Tap the newest button in a group that says so, on a card that speaks of `name`."""
        for message in reversed(group.messages):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (one for row in rows for one in row if name in message["text"]):
                if button["text"] == label:
                    return self._taps(message, button)
        raise LookupError(label)

    def forges(self, message: Json, data: str) -> Json:
        """A client of their own can send any data with any message they see."""
        return self._taps(message, {"callback_data": data})

    def _taps(self, message: Json, button: Json) -> Json:
        tap = {
            "id": f"tap-{self.platform.next_id()}",
            "from": user(self.chat),
            "message": dict(message),
            "chat_instance": "1",
            "data": button["callback_data"],
        }
        return self.platform.push(callback_query=tap)
