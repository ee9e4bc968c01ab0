"""Serve the model: Rasa's REST channel with our two CPU patches; stops cleanly on SIGTERM.

Usage: `bot/.venv/bin/python bot/run.py --model M [--port 5005] [--host 127.0.0.1] [--actions-url URL] [--stock]`
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from patches import UnknownRasa, apply_all
from quiet import quieten

BOT = Path(__file__).resolve().parent
ACTIONS_URL = "http://127.0.0.1:5055/webhook"


def main() -> int:
    """Serve until told to stop; 2 for a model that is not there or a Rasa we do not know."""
    options = _options()
    if not options.model.is_file():
        print(f"{options.model}: no such model; make it with bot/train.py", file=sys.stderr)
        return 2
    quieten()
    try:
        if options.stock:
            _stock_sessions()
        else:
            apply_all()
    except UnknownRasa as error:
        print(error, file=sys.stderr)
        return 2
    _serve(options)
    return 0


def _serve(options: argparse.Namespace) -> None:
    os.environ["MIANTAN_ACTIONS_URL"] = options.actions_url
    from rasa.core.run import serve_application

    print(f"Rasa is starting on {options.host}:{options.port}", file=sys.stderr, flush=True)
    serve_application(
        model_path=str(options.model),
        interface=options.host,
        port=options.port,
        credentials=str(BOT / "credentials.yml"),
        endpoints=_endpoints(options.stock),
        enable_api=False,
    )


def _stock_sessions() -> None:
    """Give every domain Rasa's default session of an hour instead of ours."""
    from rasa.shared.core.domain import Domain, SessionConfig

    Domain._get_session_config = staticmethod(lambda _: SessionConfig.default())


def _endpoints(stock: bool) -> Any:
    from rasa.core.utils import AvailableEndpoints

    endpoints = AvailableEndpoints.read_endpoints(str(BOT / "endpoints.yml"))
    if stock:
        endpoints.tracker_store = None
    return endpoints


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="what bot/train.py printed")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=5005, help="port to listen on")
    environment = os.environ.get("MIANTAN_ACTIONS_URL") or ACTIONS_URL
    parser.add_argument("--actions-url", default=environment, help="webhook of the action server")
    parser.add_argument(
        "--stock",
        action="store_true",
        help="unpatched, with Rasa's own tracker store and sessions, to measure against",
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
