"""Where a language model answers. Empty means "not set up": nobody is contacted."""

from pydantic import BaseModel, Field, SecretStr


class LlmEndpointSettings(BaseModel):
    """An OpenAI-compatible endpoint. All three are needed; a server that wants no key takes any word."""

    base_url: str = Field("", description="https://…/v1")
    api_key: SecretStr = Field(SecretStr(""), description="Sent as a bearer token")
    model: str = Field("", description="The model's name at that endpoint")
    timeout: float = Field(60, gt=0, description="Seconds to wait for one reply")
    retries: int = Field(2, ge=0, description="How often a refused or broken request is repeated")

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields still empty."""
        given = {
            "base_url": self.base_url,
            "api_key": self.api_key.get_secret_value(),
            "model": self.model,
        }
        return tuple(name for name, value in given.items() if not value.strip())
