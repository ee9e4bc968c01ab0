"""The page's files: small, complete in every language, and readable by an old phone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from channels.contract import Channel, OutboundMessage, SendResult
from channels.web.channel import WebChannel
from channels.web.page import ASSETS, FOLDER, Pages, load_assets
from channels.web.settings import WebSettings
from channels.web.wording import LANGUAGES, load_words
from tests.channels.web.fake_gateway import TOKEN, session

SCRIPTS = sorted(name for name in ASSETS if name.endswith(".js"))

# Not in Chrome 70, which many WebViews still are at heart.
TOO_NEW = {
    "optional chaining": r"\?\.[A-Za-z_([]",
    "nullish": r"\?\?",
    "newer functions": r"\b(replaceChildren|replaceAll|matchAll|randomUUID|allSettled|fromEntries)\b",
    "queueMicrotask, globalThis": r"\b(queueMicrotask|globalThis)\b",
    "class fields": r"^\s+(static\s+)?#\w+",
    "dynamic import": r"\bimport\(",
    "top-level await": r"^await\b",
    "at()": r"\.at\(-",
}
MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser"


def test_every_key_in_every_language() -> None:
    words = load_words()
    keys = set(words.for_language("zh"))
    for language in LANGUAGES:
        found = words.for_language(language)
        assert set(found) == keys
        assert all(text.strip() for text in found.values())
        assert "{n}" in found["voice_left"]


def test_an_unknown_language_gets_the_first() -> None:
    assert load_words().for_language("xx") == load_words().for_language("zh")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    for language in LANGUAGES:
        extra = "" if language == "ko" else "b: x\n"
        (tmp_path / f"{language}.yaml").write_text(f"a: x\n{extra}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ko\.yaml: b"):
        load_words(tmp_path)


def test_no_chinese_on_a_page_in_another_language() -> None:
    for language in ("en", "ko"):
        assert not re.search(r"[\u4e00-\u9fff]", "".join(load_words().for_language(language).values()))


def test_every_word_is_used_and_every_used_word_exists() -> None:
    sources = "".join(path.read_text("utf-8") for path in FOLDER.iterdir())
    keys = set(load_words().for_language("zh"))
    used = set(re.findall(r"words\.([a-z_]+)", sources))
    assert used <= keys
    by_code = {
        "kind_",
        "closed_",
        "text_too_long",
        "voice_too_long",
        "voice_lost",
        "sending",
        "sent",
        "failed",
        "edit",
    }
    assert {key for key in keys - used if not any(key.startswith(start) for start in by_code)} == set()


def test_all_in_all_under_80_kilobytes() -> None:
    assets = load_assets()
    page = Pages(WebSettings(), load_words(), assets.version).chat(TOKEN, session(language="ja"))
    assert len(page.encode()) + sum(map(len, assets.content.values())) < 80_000


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_old_phone_can_read_it(script: str) -> None:
    text = re.sub(r"//[^\n]*", "", (FOLDER / script).read_text("utf-8"))
    for what, pattern in TOO_NEW.items():
        assert not re.search(pattern, text, re.MULTILINE), what


@pytest.mark.parametrize("script", SCRIPTS)
def test_words_never_become_markup(script: str) -> None:
    assert not re.search(MARKUP, (FOLDER / script).read_text("utf-8"))


def test_nothing_comes_from_elsewhere() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://|//cdn|@import|url\(", text), path.name


def test_only_served_files_lie_in_the_folder() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*ASSETS, "index.html", "closed.html", "check.html"}


def test_names_from_outside_are_escaped() -> None:
    odd = replace(session(), company="<script>a</script>", position='"><img src=x onerror=b>')
    page = Pages(WebSettings(), load_words(), "v").chat(TOKEN, odd)
    assert "<script>a" not in page
    assert "<img src=x" not in page


@pytest.mark.asyncio
async def test_the_channel_delivers_by_being_read() -> None:
    channel: Channel = WebChannel()
    assert channel.name == "web"
    assert channel.capabilities.buttons
    assert not channel.capabilities.can_initiate
    assert await channel.send("web:conv-1", OutboundMessage(1, "您好")) == SendResult(None)
