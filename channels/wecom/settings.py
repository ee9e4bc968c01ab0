"""What WeCom needs: names as in the platform's console."""

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

HOST: Final = "https://qyapi.weixin.qq.com"


def _set(value: object) -> object:
    """An empty variable, as container files pass it on, is one that is not set."""
    return None if value == "" else value


class WeComSettings(BaseModel):
    """One corp. The app serves members, 微信客服 candidates on ordinary WeChat; each works without the other."""

    model_config = ConfigDict(frozen=True)

    corp_id: str = Field("", description="企业ID: 我的企业 → 企业信息")
    agent_id: Annotated[int | None, BeforeValidator(_set)] = Field(
        None, description="AgentId of the self-built app"
    )
    secret: SecretStr | None = Field(None, description="Secret of the self-built app")
    token: SecretStr | None = Field(None, description="Token of the callback (接收消息)")
    encoding_aes_key: SecretStr | None = Field(
        None, description="EncodingAESKey of the callback, 43 characters"
    )
    kf_secret: SecretStr | None = Field(None, description="Secret of 微信客服")
    open_kfid: str = Field("", description="Id of the 客服账号, wk…")
    group_webhook_url: SecretStr | None = Field(None, description="Robot address from the group's settings")
    api_base_url: str = Field(HOST, description="Where the platform's API is; loopback in tests")

    @property
    def app_account(self) -> str:
        """How events of the app are told from another's."""
        return f"{self.corp_id}:{self.agent_id}"
