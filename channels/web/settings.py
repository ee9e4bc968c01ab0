"""The limits of the web channel."""

from pydantic import BaseModel, ConfigDict, Field


class WebSettings(BaseModel):
    """Sizes in bytes, times in seconds."""

    model_config = ConfigDict(frozen=True)

    max_text_bytes: int = Field(102_400, gt=0, description="Longest text of one message, in UTF-8 bytes")
    max_voice_bytes: int = Field(5_242_880, gt=0, description="Largest recording")
    max_voice_seconds: int = Field(60, gt=0, description="When the page stops a recording by itself")
    streams_per_link: int = Field(4, gt=0, description="Open event streams of one link, per process")
    stream_seconds: float = Field(
        900, gt=0, description="After this a page reconnects and its link is checked again"
    )
    refresh_seconds: float = Field(
        15, gt=0, description="Look for news this often even when nothing is signalled"
    )
    heartbeat_seconds: float = Field(
        15, gt=0, description="Comment lines that keep proxies from closing a stream"
    )
    secure_cookies: bool = Field(False, description="Send the browser's name over HTTPS only")

    @property
    def max_body_bytes(self) -> int:
        r"""JSON may write one UTF-8 byte of text as six (`\u0041`); the rest is room for the other fields."""
        return 6 * self.max_text_bytes + 4096
