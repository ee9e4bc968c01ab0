"""The jobs of a worker process, wired to the queue."""

from dataclasses import dataclass

import httpx

from backend.api.webhook_sender import WebhookSender
from backend.dialogue.rasa import RasaDialogue
from backend.intake.platforms import PlatformHouse
from backend.letters.post import PostOffice
from backend.letters.sender import LetterSender
from backend.media.fetching import MediaFetching
from backend.media.files import MediaFiles
from backend.media.retiring import NIGHTLY, Retiring
from backend.outbox.conversation_sender import ConversationSender
from backend.outbox.deliver import Outbox
from backend.outbox.pace import Pace
from backend.reminders.remind import Reminders
from backend.reports.finish import Finisher
from backend.reports.group_sender import GroupCardSender
from backend.reports.notices import Notices
from backend.reports.taken_back import TakenBackCards
from backend.speech.choosing import chosen
from backend.turns import jobs
from backend.turns.erase import Eraser
from backend.turns.hand_over import HandingOver
from backend.turns.handle import Turns
from backend.turns.listening import Listening
from backend.turns.timers import Timers
from miantan.desk import buttons_of, desk_of
from miantan.foundation import Foundation
from miantan.letters import carriers
from miantan.messengers import assemble
from miantan.scorer import ReportScorer


@dataclass(frozen=True)
class Hands:
    """What a worker works with, closed when it ends."""

    client: httpx.AsyncClient

    async def close(self) -> None:
        """Give connections back."""
        await self.client.aclose()


def register(base: Foundation) -> Hands:
    """Tell the queue which function runs which job."""
    client = httpx.AsyncClient(limits=httpx.Limits(max_connections=200, max_keepalive_connections=50))
    settings = base.settings
    house = PlatformHouse(base.database, base.queue, base.clock)
    messengers = assemble(settings, house, desk_of(base), client)
    groups = messengers.groups
    files = MediaFiles(settings.data_dir / "media")
    pace = Pace(base.database, base.clock)
    letters = carriers(settings, client, base.clock)
    letter_sender = LetterSender(base.database, base.shelf, letters, public_url=settings.address)
    outbox = Outbox(
        base.database,
        base.queue,
        base.clock,
        {
            "conversation": ConversationSender(
                base.database, base.clock, base.shelf, messengers.channels, pace
            ),
            "group": GroupCardSender(
                base.database,
                base.shelf,
                groups,
                buttons_of(base),
                pace,
                public_url=settings.address,
                language=settings.console_language,
            ),
            "card": TakenBackCards(
                base.database,
                base.shelf,
                groups,
                pace,
                public_url=settings.address,
                language=settings.console_language,
            ),
            "webhook": WebhookSender(base.database, client, base.clock),
            "sms": letter_sender,
            "email": letter_sender,
        },
    )
    dialogue = RasaDialogue(settings.rasa_addresses, settings.actions_address, client)
    asr = settings.asr
    patience = 0 if chosen(asr) == "off" else asr.patience
    listening = Listening(base.queue, base.clock, patience)
    turns = Turns(base.database, base.clock, dialogue, outbox, listening)
    timers = Timers(base.database, base.queue, base.clock)
    eraser = Eraser(base.database, base.queue, base.clock, files)
    finisher = Finisher(base.database, base.queue, base.clock, base.shelf, ReportScorer(), tuple(groups))
    notices = Notices(base.database, base.queue, base.clock, tuple(groups))
    fetching = MediaFetching(base.database, base.queue, base.clock, files, messengers.fetchers)
    for route, task in (
        (jobs.TURN, turns.handle),
        (jobs.SETTLE, timers.settle),
        (jobs.DELIVER, outbox.deliver),
        (jobs.FETCH, fetching.fetch),
        (jobs.FINISH, finisher.finish),
        (jobs.NOTICE, notices.tell),
        (jobs.HAND_OVER, HandingOver(base.database, messengers.channels).hand_over),
        (jobs.ERASE, eraser.erase),
        (jobs.ERASE_PERSON, eraser.erase_person),
    ):
        base.queue.register(route, task)
    post = PostOffice(base.queue, base.clock, letters)
    reminders = Reminders(base.database, base.queue, base.clock, base.shelf, messengers.channels, post)
    base.queue.every_minute(jobs.REMIND, reminders.sweep)
    retiring = Retiring(base.database, base.clock, files, base.shelf)
    base.queue.register_daily(jobs.RETIRE, NIGHTLY, retiring.retire)
    return Hands(client)
