"""What we ship may be published as it is."""

import re

import pytest

from backend.content.check import check
from backend.content.check_facts import spoken
from backend.content.check_words import foreign
from backend.content.lines import Line
from backend.content.pack import Content
from backend.content.render import render
from backend.content.text import LANGUAGES, Language
from backend.store.states import Stage

RUN_TIME = dict.fromkeys(
    (
        *(
            "i",
            "name",
            "said",
            "conclusion",
            "total",
            "dimensions",
            "dimension",
            "items",
            "count",
            "decision",
            "by",
        ),
        *("person", "left", "left_minutes", "link"),
    ),
    "7",
)
POSITIONS = {"assembler", "csr", "inspector", "picker", "rider", "store"}


def test_the_check_finds_nothing() -> None:
    assert check() == []


def test_six_positions_three_sites_eighteen_dimensions(content: Content) -> None:
    assert set(content.positions) == POSITIONS
    assert set(content.sites) == {"suzhou", "shenzhen", "shanghai"}
    assert len(content.dimensions) == 18
    assert all(content.sites_of(position) for position in POSITIONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_opening_speaks_only_the_language_asked_for(content: Content, language: Language) -> None:
    for position, site in content.openings():
        form = content.form(position, site)
        for address in spoken(content, form):
            said = render([Line(address)], language, content, form)
            assert "{" not in said
            assert foreign(said, language) is None, (position, site, address, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_locale_line_can_be_spoken(content: Content, language: Language) -> None:
    form = content.form("assembler", "suzhou")
    for key in content.locales[language]:
        assert render([Line(key, RUN_TIME)], language, content, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opening_says_it_is_an_ai_and_how_to_reach_a_person(content: Content, language: Language) -> None:
    said = render([Line("opening")], language, content, content.form("rider", "shanghai"))
    assert "AI" in said
    for chip in ("human", "pause", "redo", "explain", "delete", "agree", "disagree"):
        assert content.locales[language][f"chip.{chip}"] in said


def test_every_parallel_form_has_its_own_wording_and_kind(content: Content) -> None:
    for position in content.positions.values():
        for question in position.questions:
            if question.branch is not None:
                assert question.branch.experienced != question.branch.novice
                assert question.kind_on("experienced")
                assert question.kind_on("novice")


def test_core_questions_come_first_and_cover_every_weight(content: Content) -> None:
    for position, site in content.openings():
        form = content.form(position, site)
        core = [question.dimension for question in form.questions if question.core]
        assert [question.dimension for question in form.questions[: len(core)]] == core
        assert set(core) == set(form.position.weights)


def test_korean_particles_follow_the_command_word(content: Content) -> None:
    form = content.form("assembler", "suzhou")
    keys = [key for key in content.locales["ko"] if "라고" in content.locales["ko"][key]]
    keys += [f"faq:{topic}" for topic in content.faq]
    for key in keys:
        for word, particle in re.findall(
            r'"([^"]*[가-힣])"(이라고|라고)', render([Line(key, RUN_TIME)], "ko", content, form)
        ):
            closed_syllable = (ord(word[-1]) - 0xAC00) % 28 > 0
            assert (particle == "이라고") == closed_syllable, (key, word)


def test_every_stage_has_a_name(content: Content) -> None:
    for spoken_lines in content.locales.values():
        named = {key for key in spoken_lines if key.startswith("stage.")}
        assert named == {f"stage.{stage.value}" for stage in Stage}
