"""Every chip we offer is understood when its label comes back as text, whatever the classifier made of it."""

import pytest

from actions.interview.acts import ActKind
from actions.interview.readings.consent import read_consent
from actions.interview.readings.options import read_option, read_options
from actions.interview.readings.yes_no import read_yes_no
from actions.scripts import script as script_of
from backend.content.loader import load

CONTENT = load()
TALK = (ActKind.ANSWER, ActKind.OTHER, ActKind.AFFIRM, ActKind.DENY)
OFFERED = {
    (asked.id, asked.options)
    for opening in CONTENT.openings()
    for form in [script_of(CONTENT, CONTENT.form(*opening))]
    for asked in (*form.knockouts, *form.site_questions)
    if asked.options
}


@pytest.mark.parametrize("language", ["zh", "en", "ja", "ko"])
def test_the_chips_for_consent_and_for_yes_and_no(language: str) -> None:
    spoken = CONTENT.locales[language]
    for kind in TALK:
        assert read_yes_no(spoken["chip.yes"], kind) is True
        assert read_yes_no(spoken["chip.no"], kind) is False
        assert read_consent(spoken["chip.agree"], kind) is True
        assert read_consent(spoken["chip.disagree"], kind) is False


@pytest.mark.parametrize(("name", "options"), sorted(OFFERED))
def test_the_chips_for_options(name: str, options: tuple[tuple[str, ...], ...]) -> None:
    for index, labels in enumerate(options):
        for label in labels:
            for kind in TALK:
                assert read_option(label, kind, options) == index, f"{name}: {label}"
            assert read_options(label, options) == (index,)
