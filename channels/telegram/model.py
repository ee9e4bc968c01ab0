"""The parts of a Bot API update that we read, checked for type.

python-telegram-bot's own `Update.de_json` takes any type for any field, which is no ground for hostile input; what is
missing here is simply not read.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from channels.callbacks import VISIBLE

Id = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
Moment = Annotated[int, Field(ge=0, le=253_402_300_799)]
"""Seconds since 1970, up to the year 9999."""


class Part(BaseModel):
    """Anything inside an update."""

    model_config = ConfigDict(strict=True, frozen=True)


class User(Part):
    """Who did it."""

    id: Id
    language_code: str | None = None


class Chat(Part):
    """Where; a private chat has the person's own id."""

    id: Id
    type: str


class Stored(Part):
    """A file at Telegram. `file_id` is what this bot fetches it by."""

    file_id: str = Field(min_length=1, max_length=512, pattern=VISIBLE)
    mime_type: str | None = Field(None, pattern=VISIBLE)
    duration: Annotated[float, Field(ge=0, le=86_400 * 7, allow_inf_nan=False)] | None = None


class Button(Part):
    """A button of an inline keyboard."""

    text: str
    callback_data: str | None = None


class Keyboard(Part):
    """The buttons below a message, by rows."""

    inline_keyboard: list[list[Button]]


class Message(Part):
    """A message, edited or not. An inaccessible one has date 0 and nothing else."""

    message_id: Id
    date: Moment
    edit_date: Moment | None = None
    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: str | None = None
    caption: str | None = None
    voice: Stored | None = None
    audio: Stored | None = None
    video_note: Stored | None = None
    video: Stored | None = None
    document: Stored | None = None
    photo: list[Stored] = Field(default_factory=list)
    sticker: Stored | None = None
    location: dict[str, object] | None = None
    reply_markup: Keyboard | None = None
    migrate_to_chat_id: Id | None = None
    migrate_from_chat_id: Id | None = None


class Tap(Part):
    """A tap on an inline button."""

    id: str = Field(min_length=1, max_length=128)
    sender: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class Member(Part):
    """The state of our own membership."""

    status: str = Field(max_length=32, pattern=VISIBLE)


class Membership(Part):
    """Our membership in a chat changed; `kicked` in a private chat means that the person blocked us."""

    chat: Chat
    new_chat_member: Member


class Numbered(Part):
    """All that must be right for an update to be kept."""

    update_id: Annotated[int, Field(ge=0, le=2**63 - 1)]


class Update(Numbered):
    """One update; which field is set says what it is."""

    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Tap | None = None
    my_chat_member: Membership | None = None
