"""Which engine writes speech down. Empty means: an endpoint if one is named, else the packaged model if it is there."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr

from backend.speech.scale import LIMIT

EngineName = Literal["", "openai", "whisper", "packaged", "off"]


class AsrSettings(BaseModel):
    """Speech to text."""

    engine: EngineName = Field("", description="openai, whisper, packaged or off; empty: the best there is")
    base_url: str = Field("", description="https://…/v1 of an OpenAI-compatible /audio/transcriptions")
    api_key: SecretStr = Field(
        SecretStr(""), description="Sent as a bearer token; any word if none is wanted"
    )
    model: str = Field("", description="Name at the endpoint, or a hub name or local folder of a model")
    timeout: float = Field(60, gt=0, description="Seconds to wait for one reply of the endpoint")
    retries: int = Field(1, ge=0, description="How often a refused or broken request is repeated at once")
    threads: int = Field(0, ge=0, description="Processor threads of a local model; 0: half of the machine's")
    at_once: int = Field(4, ge=1, description="Recordings sent to an endpoint at the same time")
    patience: float = Field(
        120, gt=0, description="Seconds after which a person who still waits is asked to type"
    )
    sure_from: float = Field(
        LIMIT, ge=0, le=1, description="Confidence from which words are taken without asking back"
    )
