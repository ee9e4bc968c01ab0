"""The page itself and its files: rendered, hashed, and locked down by headers."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader

from channels.contract import WebSession
from channels.web.settings import WebSettings
from channels.web.wording import LANGUAGES, PageWords

FOLDER = Path(__file__).parent / "page"
ASSETS: Final[Mapping[str, str]] = {
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    **{
        f"{module}.js": "text/javascript; charset=utf-8"
        for module in (
            "chat",
            "composer",
            "live",
            "log",
            "outbox",
            "place",
            "seen",
            "store",
            "voice",
            "recorder",
        )
    },
}
LANGUAGE_TAGS: Final[Mapping[str, str]] = {"zh": "zh-CN", "en": "en", "ja": "ja", "ko": "ko"}

# Nothing is inline, so no nonce is needed: only files of ours run, and the page can talk to nobody else.
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}

CHECK_HEADERS: Final[Mapping[str, str]] = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True)
class Assets:
    """The page's files in memory, under one version: the hash of them all."""

    content: Mapping[str, bytes]
    version: str


def load_assets(folder: Path = FOLDER) -> Assets:
    """Read every file of `ASSETS`."""
    content = {name: (folder / name).read_bytes() for name in ASSETS}
    digest = hashlib.sha256()
    for name in sorted(content):
        digest.update(name.encode() + b"\0" + content[name])
    return Assets(content, digest.hexdigest()[:16])


class Pages:
    """Renders the chat page and the page of a link that cannot be used."""

    def __init__(self, settings: WebSettings, words: PageWords, version: str) -> None:
        templates = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        self._chat = templates.get_template("index.html")
        self._closed = templates.get_template("closed.html")
        self._check = templates.get_template("check.html")
        self._settings = settings
        self._words = words
        self._version = version

    def chat(self, token: str, session: WebSession) -> str:
        """The chat page. What its script needs stands in one attribute, so that nothing is inline."""
        words = self._words.for_language(session.language)
        boot = {
            "api": f"../channels/web/{token}",
            "store": hashlib.sha256(token.encode()).hexdigest()[:16],
            "language": LANGUAGE_TAGS.get(session.language, LANGUAGE_TAGS["zh"]),
            "words": dict(words),
            "maxTextBytes": self._settings.max_text_bytes,
            "maxVoiceSeconds": self._settings.max_voice_seconds,
        }
        return self._chat.render(
            boot=boot, words=words, session=session, version=self._version, language=boot["language"]
        )

    def check(self, token: str, accepted: str, *, wrong: bool) -> str:
        """Ask for the last four digits of the phone, in the browser's language: whose page it is we may not show.

        `accepted` is its `Accept-Language`; without one that we speak, all are shown.
        """
        wanted = [part.strip()[:2].lower() for part in accepted.split(",")]
        languages = [language for language in wanted if language in LANGUAGES][:1] or LANGUAGES
        spoken = [(LANGUAGE_TAGS[language], self._words.for_language(language)) for language in languages]
        return self._check.render(token=token, spoken=spoken, wrong=wrong, version=self._version)

    def closed(self, key: str) -> str:
        """A kind page in all languages; `key` is the word it shows."""
        lines = [
            (LANGUAGE_TAGS[language], self._words.for_language(language)["closed_title"], words[key])
            for language in LANGUAGES
            for words in (self._words.for_language(language),)
        ]
        return self._closed.render(lines=lines, version=self._version)
