"""The action server is away for a while: everybody waits, and then everybody goes on as if nothing had been.

`MIANTAN_TEST_AWAY` says for how many seconds; a run by hand takes 120.
"""

import os
import time

from tests.chaos.crowd import assert_nothing_lost, gather
from tests.e2e.stack import Stack

AWAY = float(os.environ.get("MIANTAN_TEST_AWAY", "20"))


def hung(stack: Stack) -> None:
    """It takes connections and never answers."""
    process = stack.freeze("actions")
    time.sleep(AWAY)
    process.resume()


def dead(stack: Stack) -> None:
    """Nobody listens: Rasa says 200 with an empty list."""
    stack.kill_until("actions", time.monotonic() + AWAY)


def test_an_action_server_that_was_away(stack: Stack) -> None:
    crowd = gather(stack, AWAY)
    with crowd.talking():
        for away in (dead, hung):
            crowd.go_on(20)
            assert crowd.is_talking()
            away(stack)
            stack.wait_until_up()
            waited = crowd.everybody_goes_on()
            print(f"{away.__name__} for {AWAY:.0f} s; everybody answered {waited:.1f} s after it was back")
    assert_nothing_lost(stack, crowd)
