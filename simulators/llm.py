"""An OpenAI-compatible endpoint that does as it is told, and can be ill in all the ways real ones are.

It reads the last user message, finds the answer between marks that carry a twelve-digit tag, and quotes clauses by
keywords: a stupid model, but an honest one. `script` names what happens to the next requests, one word each; when it is
empty, `then` happens.
"""

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

ANSWER = re.compile(r"<(?:回答|answer)-([0-9a-f]{12})>\n(.*)\n</(?:回答|answer)-\1>", re.DOTALL)
KEYWORDS = (
    ("prevention", re.compile(r"以后|每天|每个月|每周|提议|规定|巡检表|from then on|every (?:day|week)|suggested")),
    ("result", re.compile(r"结果|最后|拿回去|感谢|没再|恢复|换了个插座|in the end|no complaint|came back")),
    ("action", re.compile(r"^(?:我|我?先把|喊|又打|交到)|\bI (?:told|stopped|called)")),
    ("situation", re.compile(r"上个月|有一次|那次|捡了|发现|看见|\bonce\b|last (?:week|month)", re.IGNORECASE)),
)  # fmt: skip
STATUS = {"server_error": 500, "unauthorized": 401, "bad_request": 400}
BROKEN = {
    "html": ("<html>gateway</html>", "text/html"),
    "broken_json": ('{"choices": [', "application/json"),
    "deep_json": ("[" * 200_000, "application/json"),
    "no_choices": ('{"id": "x", "object": "chat.completion", "choices": null}', "application/json"),
}


@dataclass
class LanguageModel:
    """Keeps every request it was sent. `retry_after` and `slowness` are seconds."""

    key: str = "a key"
    then: str = "good"
    script: deque[str] = field(default_factory=deque)
    retry_after: float = 0.01
    slowness: float = 2.0
    requests: list[dict[str, Any]] = field(default_factory=list)

    def routes(self) -> APIRouter:
        """The one path that everybody speaks."""
        router = APIRouter()
        router.post("/v1/chat/completions")(self._complete)
        return router

    async def _complete(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.requests.append(body)
        mood = self.script.popleft() if self.script else self.then
        if request.headers.get("authorization") != f"Bearer {self.key}":
            mood = "unauthorized"
        if mood == "slow":
            await asyncio.sleep(self.slowness)
        return self._refusal(mood, body) or _completion(_content(mood, body), mood)

    def _refusal(self, mood: str, body: dict[str, Any]) -> Response | None:
        """Answers that are no completion. An error repeats what was sent, as careless servers do."""
        if mood == "rate_limited":
            return _error(429, "slow down", {"retry-after": str(self.retry_after)})
        if mood == "no_schema" and body["response_format"]["type"] == "json_schema":
            return _error(400, "This response_format type is unavailable now")
        if mood in STATUS:
            return _error(STATUS[mood], body["messages"][-1]["content"])
        return Response(BROKEN[mood][0], media_type=BROKEN[mood][1]) if mood in BROKEN else None


def _content(mood: str, body: dict[str, Any]) -> str:
    if mood == "garbage":
        return "当然可以！这位候选人非常优秀，我给 5 分。"
    if mood == "wrong_schema":
        return json.dumps({"level": 5, "quotes": [{"anchor": "charm", "quote": 7}]})
    if mood == "extra_level":
        return json.dumps({"quotes": [], "level": 5})
    if mood == "invented":
        return _quotes([("action", "我连夜把整条产线修好了"), ("prevention", "全公司都照着我的办法做")])
    if mood == "silent":
        return ""
    return _quotes([] if mood == "nothing" else keyword_quotes(body["messages"][-1]["content"]))


def keyword_quotes(asked: str) -> list[tuple[str, str]]:
    """Clauses of the answer with the first anchor whose keywords they hold."""
    found = ANSWER.search(asked)
    clauses = re.split(r"[，。！？；,.!?;\n]+", found.group(2)) if found else []
    quoted = []
    for clause in clauses:
        anchor = next((name for name, words in KEYWORDS if words.search(clause)), None)
        if anchor and clause.strip():
            quoted.append((anchor, clause.strip()))
    return quoted


def _quotes(found: list[tuple[str, str]]) -> str:
    quotes = [{"anchor": a, "quote": q, "polarity": "positive", "owner": "candidate"} for a, q in found]
    return json.dumps({"quotes": quotes}, ensure_ascii=False)


def _completion(content: str, mood: str) -> Response:
    return JSONResponse(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "simulated",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content},
                    "finish_reason": "length" if mood == "cut_off" else "stop",
                }
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
    )


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": {"message": message, "type": "simulated"}}, status, headers)
