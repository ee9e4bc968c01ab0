"""How one bot is set up."""

import re
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""What Telegram allows as `secret_token`."""


class TelegramSettings(BaseModel):
    """`MIANTAN_TELEGRAM__…`. Base addresses may be given with or without the `/bot` that the token follows."""

    model_config = ConfigDict(frozen=True)

    bot_token: SecretStr = Field(description="Token from @BotFather")
    mode: Literal["polling", "webhook"] = Field("polling", description="Fetch updates, or have them brought")
    webhook_secret: SecretStr | None = Field(None, description="1-256 of A-Z a-z 0-9 _ -; webhook mode only")
    group_chat_id: str | None = Field(None, description="HR's group; CHAT/TOPIC posts into a forum topic")
    api_base_url: str = Field("https://api.telegram.org/bot", description="Base address of the Bot API")
    file_base_url: str | None = Field(None, description="Base address of files; default beside the Bot API")
    proxy_url: SecretStr | None = Field(None, description="http(s) proxy, where Telegram is out of reach")
    max_connections: int = Field(4, ge=1, le=100, description="Webhook deliveries at once; more may reorder")
    max_body_bytes: int = Field(1_048_576, gt=0, description="Largest update taken")

    @model_validator(mode="after")
    def _a_webhook_has_a_secret(self) -> Self:
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if (secret or self.mode == "webhook") and not SECRET.fullmatch(secret):
            raise ValueError("webhook_secret must be 1-256 characters of A-Z a-z 0-9 _ -")
        return self

    @property
    def account(self) -> str:
        """The bot's id: the part of the token before the colon, which is no secret."""
        return self.bot_token.get_secret_value().partition(":")[0]

    @property
    def api_base(self) -> str:
        """What the token is appended to for a call."""
        return f"{self._origin}/bot"

    @property
    def file_base(self) -> str:
        """What the token is appended to for a file."""
        given = (self.file_base_url or f"{self._origin}/file").rstrip("/").removesuffix("/bot")
        return f"{given}/bot"

    @property
    def _origin(self) -> str:
        return self.api_base_url.rstrip("/").removesuffix("/bot")
