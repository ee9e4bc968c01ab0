"""The conversation on the page: both sides in order, the quoted words marked, voice to listen to."""

from collections.abc import Iterable, Sequence

from backend.console import names
from backend.console.deps import BASE
from backend.console.pages.parts import chip, tag, text
from backend.console.transcript import Message, pieces
from backend.console.words import Words
from backend.reports.content import Quote
from backend.store.states import SendStatus


def show(words: Words, messages: Iterable[Message], quotes: Sequence[Quote]) -> None:
    """The transcript. `quotes` are numbered as in the report."""
    numbered = list(enumerate(quotes))
    with tag("ol", "messages"):
        day = ""
        for message in messages:
            date, _, time = names.moment(message.at).partition(" ")
            if date != day:
                text(date, "li", "day quiet small")
                day = date
            _message(words, message, time, [] if message.ours else numbered)


def _message(words: Words, message: Message, time: str, numbered: Sequence[tuple[int, Quote]]) -> None:
    with tag("li", "message ours" if message.ours else "message theirs"):
        with tag("div", "by quiet small"):
            text(words("transcript.ours" if message.ours else "transcript.theirs"), "span")
            text(time, "span")
            if message.ours and message.status != SendStatus.SENT:
                chip(words(f"send.{message.status}"), f"send-{message.status}")
            if message.revises:
                text(words("transcript.revises"), "span")
        if message.text:
            with tag("p", "bubble"):
                for piece in pieces(message, numbered):
                    _piece(piece.text, piece.quotes)
        _file(words, message)


def _piece(content: str, quotes: tuple[int, ...]) -> None:
    if not quotes:
        text(content, "span")
        return
    mark = text(content, "mark")
    mark.props["data-in"] = " ".join(str(number) for number in quotes)
    mark.props["tabindex"] = "0"


def _file(words: Words, message: Message) -> None:
    address = f"{BASE}/media/{message.media_id}"
    if message.media_id and message.mime.startswith("audio/"):
        player = tag("audio", "voice").props('controls preload="none"')
        player.props["src"] = address
        player.props["aria-label"] = words("kind.voice")
    elif message.media_id:
        file = text(words("transcript.file"), "a", "file")
        file.props["href"] = address
    elif message.kind != "text":
        text(words.known(f"kind.{message.kind}", message.kind), "p", "bubble kind quiet")
