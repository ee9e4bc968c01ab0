"""The packaged model is the one its training data makes."""

import doctest
import json

import pytest

from actions.scoring import api, confidence, corpus, normalise
from actions.scoring.levels import DIRECTION, probabilities
from actions.scoring.roles import MODEL, ROLES, model


def test_the_model_was_trained_on_the_data_beside_it() -> None:
    assert json.loads(MODEL.read_text(encoding="utf-8"))["training"] == corpus.digest()


def test_every_weight_of_the_head_has_its_direction() -> None:
    trained = model()
    assert set(trained.head) == set(DIRECTION)
    assert all(trained.head[name] * sign >= 0 for name, sign in DIRECTION.items())
    assert list(trained.cuts) == sorted(trained.cuts)


def test_more_evidence_never_lowers_the_level() -> None:
    trained = model()
    nothing = dict.fromkeys(DIRECTION, 0.0)
    expected = []
    for name in ("action", "second_action", "result", "prevention"):
        nothing = {**nothing, name: 1.0}
        found = probabilities(nothing, trained.head, trained.cuts)
        assert sum(found) == pytest.approx(1.0, abs=1e-5)
        expected.append(sum(level * share for level, share in enumerate(found, start=1)))
    assert expected == sorted(expected)


def test_all_roles_and_languages_are_trained() -> None:
    found = list(corpus.examples())
    assert {s.role for e in found for s in e.spans} == set(ROLES)
    assert {e.language for e in found} == {"zh", "en", "ja", "ko"}


def test_a_malformed_training_answer_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = "language: zh\ngroups:\n- {position: p, dimension: d, question: q, kind: behavioural, answers: ['3|X 了']}\n"
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="malformed"):
        list(corpus.examples(tmp_path))


@pytest.mark.parametrize("module", [api, confidence, normalise])
def test_examples_in_docstrings_hold(module) -> None:  # type: ignore[no-untyped-def]
    assert doctest.testmod(module).failed == 0
