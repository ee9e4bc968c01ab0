"""An OpenAI-compatible `/audio/transcriptions` that does as it is told, and can be ill in all the ways real ones are.

It does not listen: it says `text`. `script` names what happens to the next requests, one word each; when it is empty,
`then` happens. A real server's manners: without a key 401, formats it does not know 400, words in error messages.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, File, Form, Header, Response, UploadFile
from fastapi.responses import JSONResponse

STATUS = {"server_error": 500, "bad_request": 400, "too_large": 413, "busy": 503}
BROKEN = {
    "html": ("<html>gateway</html>", "text/html"),
    "broken_json": ('{"text": ', "application/json"),
    "deep_json": ("[" * 200_000, "application/json"),
    "no_text": ('{"segments": []}', "application/json"),
    "text_is_a_number": ('{"text": 5}', "application/json"),
    "nan": ('{"text": "x", "segments": [{"start": NaN, "end": 1, "text": "x"}]}', "application/json"),
    "endless": ('{"text": "' + "我" * 100_000 + '"}', "application/json"),
}


@dataclass(frozen=True)
class Asked:
    """One request."""

    model: str
    format: str
    language: str | None
    prompt: str | None
    size: int
    mark: bytes


@dataclass
class SpeechService:
    """Keeps every request it was sent. `slowness` is in seconds, `sureness` the average log-probability it tells."""

    key: str = "a key"
    text: str = "我先停机，再报告班长。"
    sureness: float = -0.1
    then: str = "good"
    script: deque[str] = field(default_factory=deque)
    slowness: float = 2.0
    requests: list[Asked] = field(default_factory=list)

    def routes(self) -> APIRouter:
        """The one path that everybody speaks."""
        router = APIRouter()
        router.post("/v1/audio/transcriptions")(self._transcribe)
        return router

    async def _transcribe(
        self,
        file: Annotated[UploadFile, File()],
        model: Annotated[str, Form()],
        response_format: Annotated[str, Form()] = "json",
        language: Annotated[str | None, Form()] = None,
        prompt: Annotated[str | None, Form()] = None,
        authorization: Annotated[str, Header()] = "",
    ) -> Response:
        content = await file.read()
        self.requests.append(Asked(model, response_format, language, prompt, len(content), content[:4]))
        mood = self.script.popleft() if self.script else self.then
        if authorization != f"Bearer {self.key}":
            return _error(401, "wrong key")
        if mood == "slow":
            await asyncio.sleep(self.slowness)
        if mood in STATUS:
            return _error(STATUS[mood], self.text)
        if mood == "plain_only" and response_format != "json":
            return _error(400, "response_format verbose_json is not supported")
        if mood in BROKEN:
            return Response(BROKEN[mood][0], media_type=BROKEN[mood][1])
        return JSONResponse(self._said(response_format))

    def _said(self, response_format: str) -> dict[str, object]:
        if response_format == "json":
            return {"text": self.text}
        segment = {
            "id": 0,
            "start": 0.0,
            "end": 3.5,
            "text": self.text,
            "avg_logprob": self.sureness,
            "compression_ratio": 1.1,
            "no_speech_prob": 0.01,
        }
        return {
            "task": "transcribe",
            "language": "chinese",
            "duration": 3.5,
            "text": self.text,
            "segments": [segment],
        }


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": {"message": message, "type": "simulated"}}, status)
