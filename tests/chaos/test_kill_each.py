"""`kill -9` of each process in turn while ten people talk: nothing is lost and nothing happens twice."""

from tests.chaos.crowd import assert_nothing_lost, gather
from tests.e2e.stack import PROCESSES, Stack

BETWEEN = 8  # messages between one death and the next


def test_each_process_is_killed_in_turn(stack: Stack) -> None:
    crowd = gather(stack)
    with crowd.talking():
        for name in PROCESSES:
            crowd.go_on(BETWEEN)
            assert crowd.is_talking()
            stack.kill(name)
            stack.wait_until_up()
    print(f"{crowd.said()} messages; longest wait for a reply {crowd.longest_wait():.1f} s")
    assert_nothing_lost(stack, crowd)
