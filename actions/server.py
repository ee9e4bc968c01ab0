"""The action server: rasa-sdk's own, with our actions and our database, on loopback unless told otherwise."""

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.handlers.answering import Answering
from actions.handlers.control import Control
from actions.handlers.faq import Faq
from actions.handlers.language import ChangeLanguage
from actions.handlers.rights import Rights
from actions.handlers.settling import Settling
from actions.house import House

ACTIONS = (Answering, Control, Faq, Rights, ChangeLanguage, Settling)


def serve(house: House, host: str, port: int) -> None:
    """Run until SIGTERM or SIGINT."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(house))
    app = create_app(executor, cors_origins=[])

    @app.before_server_start  # type: ignore[untyped-decorator]
    async def keep_content(*_: object) -> None:
        async with house.database.unit_of_work() as session:
            await house.shelf.keep_current(session, house.clock)

    @app.after_server_stop  # type: ignore[untyped-decorator]  # rasa-sdk carries no types
    async def close(*_: object) -> None:
        await house.database.close()

    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)
