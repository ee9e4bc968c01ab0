"""How one DingTalk app and its robot are set up."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class DingTalkSettings(BaseModel):
    """`MIANTAN_DINGTALK__…`. The robot's code is usually the app key."""

    model_config = ConfigDict(frozen=True)

    app_key: str = Field(description="AppKey (Client ID) of the app")
    app_secret: SecretStr = Field(description="AppSecret (Client Secret); signs robot callbacks too")
    robot_code: str = Field("", description="Code of the robot; default the app key")
    mode: Literal["http", "stream"] = Field("stream", description="How messages come: callbacks or a socket")
    path_secret: SecretStr | None = Field(None, description="Last part of the robot's callback address")
    event_token: SecretStr | None = Field(None, description="Token of the event subscription (HTTP)")
    event_aes_key: SecretStr | None = Field(None, description="Its 43-character key")
    event_receive_id: str = Field("", description="AppKey, CorpId or SuiteKey; default the app key")
    card_template_id: str | None = Field(None, description="Template for choices; default numbered text")
    group_webhook_url: SecretStr | None = Field(None, description="Custom robot of HR's group")
    group_secret: SecretStr | None = Field(None, description="SEC… secret when that robot signs")
    group_conversation_id: str | None = Field(None, description="HR's group where the app's robot posts")
    api_base_url: str = Field("https://api.dingtalk.com", description="Base address of the new API")
    oapi_base_url: str = Field("https://oapi.dingtalk.com", description="Base address of the old API")
    max_body_bytes: int = Field(1_048_576, gt=0, description="Largest callback taken")

    @property
    def robot(self) -> str:
        """The code that messages are sent as; it names the account."""
        return self.robot_code or self.app_key

    @property
    def receive_id(self) -> str:
        """What stands at the end of every encrypted event."""
        return self.event_receive_id or self.app_key
