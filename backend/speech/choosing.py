"""Which engine is used: what the settings name, else an endpoint, else the packaged model if it is installed."""

from pathlib import Path

from backend.speech.contract import Engine
from backend.speech.engines import packaged
from backend.speech.engines.openai import OpenAISpeech
from backend.speech.engines.whisper import Whisper
from backend.speech.settings import AsrSettings


class NotSetUp(Exception):
    """Settings or packages are missing; the text names them and how to get them."""


def chosen(settings: AsrSettings) -> str:
    """The engine's name; `off` when there is none."""
    if settings.engine:
        return settings.engine
    if settings.base_url:
        return "openai"
    return "packaged" if packaged.is_there() else "off"


def engine(settings: AsrSettings, cache: Path) -> Engine:
    """The engine, its model not yet loaded; the packaged weights are put together in `cache`. Raises NotSetUp."""
    name = chosen(settings)
    if name == "openai":
        return _endpoint(settings)
    if name == "whisper":
        _needs_model(settings)
        return Whisper(f"whisper:{Path(settings.model).name}", settings.model, settings.threads)
    if name == "packaged":
        if not packaged.is_there():
            raise NotSetUp("the packaged speech model is not installed: run `make setup` without VOICE=0")
        return Whisper("packaged:whisper-base", str(packaged.folder(cache)), settings.threads)
    raise NotSetUp(
        "no speech engine: set MIANTAN_ASR__BASE_URL, or run `make setup` without VOICE=0 for the packaged one"
    )


def _endpoint(settings: AsrSettings) -> Engine:
    if not settings.base_url:
        raise NotSetUp("MIANTAN_ASR__BASE_URL is not set")
    _needs_model(settings)
    return OpenAISpeech(settings)


def _needs_model(settings: AsrSettings) -> None:
    if not settings.model:
        raise NotSetUp("MIANTAN_ASR__MODEL is not set: the model's name, or its folder")
