"""Ask a language model over the `openai` package, against any compatible base URL.

What goes wrong out there is an answer too: it comes back as a short code, never as an exception whose text could hold
words of a person. 429, 5xx and time-outs are repeated by the package, which honours `Retry-After`.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import openai
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from openai.types.chat.completion_create_params import ResponseFormat

from backend.llm.settings import LlmEndpointSettings

LONGEST_REPLY = 2_000  # tokens


@dataclass(frozen=True)
class Reply:
    """`text` is hostile; `problem` is empty, or a code and then there is no text."""

    text: str
    problem: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class Endpoint:
    """One model at one endpoint. It keeps in mind whether the endpoint knows JSON schemas (DeepSeek, e.g., does not)."""

    def __init__(self, settings: LlmEndpointSettings) -> None:
        self._model = settings.model
        self._knows_schema = True
        self._client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=settings.api_key.get_secret_value(),
            timeout=settings.timeout,
            max_retries=settings.retries,
        )

    @property
    def model(self) -> str:
        """The model's name."""
        return self._model

    def complete(
        self, messages: Sequence[tuple[str, str]], schema: Mapping[str, object], temperature: float, seed: int
    ) -> Reply:
        """Ask once for JSON; blocks up to the time-out for each try."""
        started = time.monotonic()
        text, problem, usage = "", "", (0, 0)
        try:
            given = self._create(messages, schema, temperature, seed)
            text, problem, usage = _read(given)
        except openai.OpenAIError as error:
            problem = _code(error)
        except (ValueError, TypeError, AttributeError, RecursionError):
            problem = "bad_response"
        return Reply(text, problem, *usage, seconds=time.monotonic() - started)

    def close(self) -> None:
        """Give up the connections."""
        self._client.close()

    def _create(
        self, messages: Sequence[tuple[str, str]], schema: Mapping[str, object], temperature: float, seed: int
    ) -> ChatCompletion:
        try:
            return self._once(messages, _format(schema, strict=self._knows_schema), temperature, seed)
        except openai.BadRequestError:
            if not self._knows_schema:
                raise
        given = self._once(messages, _format(schema, strict=False), temperature, seed)
        self._knows_schema = False
        return given

    def _once(
        self, messages: Sequence[tuple[str, str]], wanted: ResponseFormat, temperature: float, seed: int
    ) -> ChatCompletion:
        said = cast(
            list[ChatCompletionMessageParam], [{"role": role, "content": words} for role, words in messages]
        )
        return self._client.chat.completions.create(
            model=self._model,
            messages=said,
            response_format=wanted,
            temperature=temperature,
            seed=seed,
            max_tokens=LONGEST_REPLY,
        )


def _format(schema: Mapping[str, object], *, strict: bool) -> ResponseFormat:
    if not strict:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": dict(schema)}}


def _read(given: ChatCompletion) -> tuple[str, str, tuple[int, int]]:
    """Text, problem and tokens. The package does not validate: any field may be missing or of another type."""
    usage = _count(given, "prompt_tokens"), _count(given, "completion_tokens")
    choice = given.choices[0] if isinstance(given.choices, list) and given.choices else None
    text = getattr(getattr(choice, "message", None), "content", None)
    if choice is not None and choice.finish_reason == "length":
        return "", "cut_off", usage
    if not isinstance(text, str) or not text:
        return "", "empty", usage
    return text, "", usage


def _count(given: ChatCompletion, name: str) -> int:
    value = getattr(given.usage, name, 0)
    return value if isinstance(value, int) and value >= 0 else 0


def _code(error: openai.OpenAIError) -> str:
    """What happened, in one word; the texts of these exceptions can repeat what was sent."""
    if isinstance(error, openai.RateLimitError):
        return "rate_limited"
    if isinstance(error, openai.APITimeoutError):
        return "timeout"
    if isinstance(error, openai.APIConnectionError):
        return "unreachable"
    return f"http_{error.status_code}" if isinstance(error, openai.APIStatusError) else "bad_response"
