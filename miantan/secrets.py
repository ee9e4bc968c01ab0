"""The secrets of one installation: from the environment, or made once and kept in the data folder (mode 600)."""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import BaseModel, SecretStr

from miantan.settings import Settings


class Secrets(BaseModel):
    """What must never be lost: without the encryption keys the record cannot be read."""

    secret_key: SecretStr
    encryption_keys: list[SecretStr]
    api_key: SecretStr


def load(settings: Settings) -> Secrets:
    """Take what the environment gives; make and keep the rest."""
    kept = _kept(settings.data_dir / "secrets.json")
    chosen = (
        settings.encryption_keys.get_secret_value() if settings.encryption_keys else kept["encryption_keys"]
    )
    return Secrets(
        secret_key=settings.secret_key or SecretStr(kept["secret_key"]),
        encryption_keys=[SecretStr(key.strip()) for key in chosen.split(",")],
        api_key=settings.api_key or SecretStr(kept["api_key"]),
    )


def _kept(path: Path) -> dict[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = {
        "secret_key": secrets.token_urlsafe(32),
        "encryption_keys": Fernet.generate_key().decode(),
        "api_key": f"mt_{secrets.token_urlsafe(32)}",
    }
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(made, file)
    try:
        os.link(partial, path)  # appears whole, and only if nobody else was first
    except FileExistsError:
        return dict(json.loads(path.read_text()))
    finally:
        partial.unlink()
    return made
