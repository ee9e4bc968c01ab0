"""Any OpenAI-compatible `/audio/transcriptions`, over the `openai` package.

Asks for `verbose_json` with segment times; servers that know only `json` (gpt-4o-transcribe, many small ones) are asked
again for that, and remembered. What they answer is checked field by field: the package does not.
"""

import math
from typing import Any, Final

import openai
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.media.sound import Sound
from backend.speech.contract import Hint, Segment, SpeechDown, SpeechRefused, Transcript
from backend.speech.settings import AsrSettings

LONGEST_TEXT: Final = 20_000
"""Characters; ten minutes of the fastest speech are fewer."""


class _Said(BaseModel):
    """One segment as servers tell it; NaN and the like are refused."""

    model_config = ConfigDict(allow_inf_nan=False)

    start: float = Field(ge=0)
    end: float = Field(ge=0)
    text: str
    avg_logprob: float | None = None
    compression_ratio: float | None = None


class _Reply(BaseModel):
    """What of a reply is used."""

    model_config = ConfigDict(allow_inf_nan=False)

    text: str = Field(max_length=LONGEST_TEXT)
    language: str | None = None
    segments: list[_Said] | None = None


class OpenAISpeech:
    """One model at one endpoint."""

    name = "openai"
    doubted_below = 0.75
    """By average log-probability, as the small model's own figures fell; each server should be measured."""

    def __init__(self, settings: AsrSettings) -> None:
        self._model = settings.model
        self._verbose = True
        self._client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key.get_secret_value() or "none",
            timeout=settings.timeout,
            max_retries=settings.retries,
        )

    def listen(self, sound: Sound, hint: Hint) -> Transcript:
        """What the endpoint heard. Raises SpeechDown or SpeechRefused."""
        try:
            reply = self._ask(sound, hint)
        except openai.OpenAIError as error:
            raise _what_happened(error) from None
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise SpeechDown("bad_response") from None
        segments = tuple(map(_segment, reply.segments or ()))
        return Transcript(
            text=reply.text.strip(),
            language=hint.language or (reply.language or ""),
            confidence=_confidence(segments),
            seconds=sound.seconds,
            engine=self.name,
            segments=segments or (Segment(0.0, sound.seconds, reply.text.strip(), None),),
        )

    def _ask(self, sound: Sound, hint: Hint) -> _Reply:
        if self._verbose:
            try:
                return self._once(sound, hint, "verbose_json")
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                pass
        reply = self._once(sound, hint, "json")
        self._verbose = False
        return reply

    def _once(self, sound: Sound, hint: Hint, format: str) -> _Reply:
        more: dict[str, Any] = {"language": hint.language} if hint.language else {}
        raw = self._client.audio.transcriptions.with_raw_response.create(
            file=("voice.wav", sound.wav(), "audio/wav"),
            model=self._model,
            response_format=format,  # type: ignore[call-overload]  # one of two literals
            temperature=0,
            **more,
        )
        return _read(raw.content)


def _read(body: bytes) -> _Reply:
    """Raises ValueError without the body in its text: that holds a person's words."""
    try:
        return _Reply.model_validate_json(body)
    except ValidationError:
        raise ValueError("reply") from None


def _segment(said: _Said) -> Segment:
    sure = None if said.avg_logprob is None else min(1.0, math.exp(min(said.avg_logprob, 0.0)))
    return Segment(said.start, max(said.start, said.end), said.text, sure, said.compression_ratio)


def _confidence(segments: tuple[Segment, ...]) -> float | None:
    told = [(len(one.text), one.confidence) for one in segments if one.confidence is not None]
    total = sum(size for size, _ in told)
    return sum(size * sure for size, sure in told) / total if total else None


def _what_happened(error: openai.OpenAIError) -> SpeechDown | SpeechRefused:
    """Refused for good are only the recording and the request themselves; a wrong key may be put right."""
    if isinstance(error, openai.APITimeoutError):
        return SpeechDown("timeout")
    if isinstance(error, openai.APIConnectionError):
        return SpeechDown("unreachable")
    if not isinstance(error, openai.APIStatusError):
        return SpeechDown("bad_response")
    if error.status_code in (400, 413, 415, 422):
        return SpeechRefused(f"http_{error.status_code}")
    return SpeechDown(f"http_{error.status_code}")
