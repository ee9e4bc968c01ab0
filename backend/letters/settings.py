"""How letters leave the house. Nothing is set up by default, and then nothing leaves."""

from pydantic import BaseModel, Field, SecretStr


class SmsSettings(BaseModel):
    """An SMS gateway that takes signed webhooks."""

    webhook_url: str = Field("", description="Address that sends what is posted to it as an SMS")
    secret: SecretStr = Field(SecretStr(""), description="whsec_… shared secret (Standard Webhooks)")


class SmtpSettings(BaseModel):
    """A mail server. Port 465 is TLS from the start, 587 insists on STARTTLS, others use it if it is offered."""

    host: str = Field("", description="Mail server")
    port: int = Field(587, ge=1, le=65535)
    user: str = Field("", description="Login; empty: none")
    password: SecretStr = SecretStr("")
    sender: str = Field("", alias="from", description="Whose mail it is: a name and an address")

    model_config = {"populate_by_name": True}
