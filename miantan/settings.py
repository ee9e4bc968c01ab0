"""All settings, read from the environment (prefix `MIANTAN_`, nested by `__`) or `.env`.

Names are fixed by the contract. Empty means "not set up": a channel without credentials contacts nobody.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.letters.settings import SmsSettings, SmtpSettings
from backend.llm.settings import LlmEndpointSettings
from backend.speech.settings import AsrSettings
from channels.dingtalk.settings import DingTalkSettings
from channels.telegram.settings import TelegramSettings
from channels.wecom.settings import WeComSettings


class DingTalk(DingTalkSettings):
    """DingTalk; without an app key only the group robot, if that is set."""

    app_key: str = ""
    app_secret: SecretStr = SecretStr("")


class Telegram(TelegramSettings):
    """Telegram; nothing without a bot token."""

    bot_token: SecretStr = SecretStr("")


class HRWebhookSettings(BaseModel):
    """Where results are pushed. Further endpoints can be added by REST."""

    url: str | None = Field(None, description="Address that receives signed events")
    secret: SecretStr | None = Field(None, description="whsec_… shared secret (Standard Webhooks)")


class Settings(BaseSettings):
    """One installation."""

    model_config = SettingsConfigDict(
        env_prefix="MIANTAN_",
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
    )

    database_url: str = Field(
        "", description="postgresql://… ; empty: the embedded server in the data folder"
    )
    data_dir: Path = Field(Path("var"), description="Where this machine keeps everything")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    public_url: str = Field("", description="How candidates reach this machine; default http://HOST:PORT")
    rasa_urls: str = Field("", description="Comma-separated; conversations are spread over them by hash")
    actions_url: str = Field("", description="Action server; default a local one")
    rasa_port: int = Field(5005, description="Port of the local Rasa, loopback only")
    actions_host: str = Field(
        "127.0.0.1", description="Address of the action server; loopback unless in a container"
    )
    actions_port: int = Field(5055, description="Port of the local action server, loopback only")
    region: str = Field("cn", description="Whose law applies: cn, eu, us-nyc, us-il, sg, jp, kr …")
    console_language: Literal["zh", "en", "ja", "ko"] = Field(
        "zh", description="Language of cards and reports"
    )
    secret_key: SecretStr | None = Field(
        None, description="Signs sessions and look-up hashes; default: made once"
    )
    encryption_keys: SecretStr | None = Field(None, description="Fernet keys, comma-separated, newest first")
    api_key: SecretStr | None = Field(None, description="Bearer key of /api/v1; default: made once")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    worker_concurrency: int = Field(20, ge=1, le=200, description="Jobs at once in one worker process")
    wecom: WeComSettings = Field(default_factory=WeComSettings)
    dingtalk: DingTalk = Field(default_factory=DingTalk)
    telegram: Telegram = Field(default_factory=Telegram)
    hr_webhook: HRWebhookSettings = Field(default_factory=HRWebhookSettings)
    sms: SmsSettings = Field(default_factory=SmsSettings)
    smtp: SmtpSettings = Field(default_factory=SmtpSettings)
    llm: LlmEndpointSettings = Field(default_factory=LlmEndpointSettings)
    asr: AsrSettings = Field(default_factory=AsrSettings)

    def for_a_trial(self, folder: Path, port: int) -> "Settings":
        """The same installation with a data folder and database of its own, without any messenger, writing to nobody."""
        own = {"data_dir": folder, "port": port, "database_url": "", "public_url": "", "log_level": "WARNING"}
        alone = {"wecom": WeComSettings(), "dingtalk": DingTalk(), "telegram": Telegram()}
        alone |= {"sms": SmsSettings(), "smtp": SmtpSettings(), "asr": AsrSettings()}
        return self.model_copy(update=own | alone)

    @property
    def address(self) -> str:
        """The public address without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def hr_accounts(self) -> dict[str, tuple[str, str]]:
        """By messenger: the channel and account under which HR people's taps and codes arrive."""
        return {
            "telegram": ("telegram", self.telegram.account),
            "dingtalk": ("dingtalk", self.dingtalk.robot),
        }

    @property
    def rasa_addresses(self) -> tuple[str, ...]:
        """Every Rasa server, in the order that the hash slices count."""
        given = tuple(url.strip().rstrip("/") for url in self.rasa_urls.split(",") if url.strip())
        return given or (f"http://127.0.0.1:{self.rasa_port}",)

    @property
    def actions_address(self) -> str:
        """Where Rasa calls the action server."""
        return self.actions_url or f"http://127.0.0.1:{self.actions_port}/webhook"
