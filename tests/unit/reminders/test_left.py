"""What a reminder says is left is what the interviewer will ask."""

import pytest

from actions.scripts import script
from backend.content.loader import load
from backend.reminders.left import left

CONTENT = load()


@pytest.mark.parametrize(("position", "site"), CONTENT.openings())
def test_it_counts_the_steps_of_the_script(position: str, site: str) -> None:
    form = CONTENT.form(position, site)
    steps = script(CONTENT, form).steps
    counted = [left(form, step).questions for step in range(len(steps))]
    assert counted == list(range(len(steps), 0, -1))
    assert left(form, 0).minutes <= form.position.est_minutes + 10
    assert left(form, len(steps) - 1).minutes == 1
