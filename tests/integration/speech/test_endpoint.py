"""Speech to text by an OpenAI-compatible endpoint: what is asked, what is made of the answer, and every kind of illness."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from backend.media.decoding import decode
from backend.speech.choosing import chosen
from backend.speech.contract import Hint, SpeechDown, SpeechRefused
from backend.speech.engines.openai import OpenAISpeech
from backend.speech.listening import Listener
from backend.speech.settings import AsrSettings
from simulators.server import served
from simulators.speech import SpeechService
from tests import voices


@dataclass
class Line:
    """The simulated service and our side of the line to it."""

    service: SpeechService
    settings: AsrSettings
    engine: OpenAISpeech

    def other(self, **changes: object) -> OpenAISpeech:
        return OpenAISpeech(self.settings.model_copy(update=changes))


@pytest.fixture
def line() -> Iterator[Line]:
    service = SpeechService(key="sk-loopback")
    with served(service.routes()) as address:
        settings = AsrSettings(
            base_url=f"{address}/v1",
            api_key=SecretStr("sk-loopback"),
            model="simulated",
            timeout=20,
            retries=0,
        )
        yield Line(service, settings, OpenAISpeech(settings))


SOUND = decode(voices.opus("yes"))


def test_an_address_is_enough_to_choose_it(line: Line) -> None:
    assert chosen(line.settings) == "openai"


def test_what_is_sent_and_what_comes_back(line: Line) -> None:
    heard = line.engine.listen(SOUND, Hint("zh", ("扭矩",)))
    (asked,) = line.service.requests
    assert (asked.model, asked.language, asked.mark) == ("simulated", "zh", b"RIFF")
    assert asked.prompt is None, "a hint is repeated by models that understand nothing"
    assert (heard.text, heard.language) == (line.service.text, "zh")
    assert heard.confidence == pytest.approx(0.905, abs=0.01)
    assert (heard.segments[0].start, heard.segments[0].end) == (0.0, 3.5)


def test_a_server_that_knows_no_segments_is_asked_again_and_remembered(line: Line) -> None:
    line.service.then = "plain_only"
    for _ in range(2):
        heard = line.engine.listen(SOUND, Hint("zh"))
    assert [one.format for one in line.service.requests] == ["verbose_json", "json", "json"]
    assert (heard.text, heard.confidence) == (line.service.text, None)


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        ("server_error", "http_500"),
        ("busy", "http_503"),
        ("html", "bad_response"),
        ("broken_json", "bad_response"),
        ("deep_json", "bad_response"),
        ("no_text", "bad_response"),
        ("text_is_a_number", "bad_response"),
        ("nan", "bad_response"),
        ("endless", "bad_response"),
    ],
)
def test_an_ill_service_is_down_and_tells_no_words(line: Line, mood: str, code: str) -> None:
    line.service.then = mood
    with pytest.raises(SpeechDown) as down:
        line.engine.listen(SOUND, Hint("zh"))
    assert down.value.code == code
    assert line.service.text not in repr(down.value)


@pytest.mark.parametrize(("mood", "code"), [("bad_request", "http_400"), ("too_large", "http_413")])
def test_a_recording_that_is_refused_is_not_sent_for_ever(line: Line, mood: str, code: str) -> None:
    line.service.then = mood
    with pytest.raises(SpeechRefused) as refused:
        line.engine.listen(SOUND, Hint("zh"))
    assert refused.value.code == code


def test_a_wrong_key_can_be_put_right(line: Line) -> None:
    with pytest.raises(SpeechDown) as down:
        line.other(api_key=SecretStr("wrong")).listen(SOUND, Hint("zh"))
    assert down.value.code == "http_401"


def test_a_slow_service_is_not_waited_for(line: Line) -> None:
    line.service.script.append("slow")
    with pytest.raises(SpeechDown) as down:
        line.other(timeout=0.3).listen(SOUND, Hint("zh"))
    assert down.value.code == "timeout"


def test_nobody_there() -> None:
    settings = AsrSettings(base_url="http://127.0.0.1:9/v1", model="x", timeout=2, retries=0)
    with pytest.raises(SpeechDown) as down:
        OpenAISpeech(settings).listen(SOUND, Hint("zh"))
    assert down.value.code == "unreachable"


def test_an_unsure_answer_is_doubted(line: Line) -> None:
    line.service.sureness = -1.2
    heard = Listener(line.engine, 0.6).listen(voices.opus("yes"), Hint("zh"))
    assert "low_confidence" in heard.doubts
