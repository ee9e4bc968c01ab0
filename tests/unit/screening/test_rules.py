"""Rules sort by what is known; what the law protects is found before it can sort anybody."""

import pytest
from pydantic import ValidationError

from backend.screening.guard import Risk, risks
from backend.screening.judge import judge
from backend.screening.rules import Rules

FORKLIFT = {"field": "certificates", "op": "any_of", "value": ["叉车证", "forklift"]}
YEARS = {"field": "experience_months", "op": "at_least", "value": 36}
COLLEGE = {"field": "degree", "op": "at_least", "value": "college"}


def rules(must: object, otherwise: str = "knockout") -> Rules:
    return Rules.model_validate({"rules": [{"id": "one", "must": must, "otherwise": otherwise}]})


@pytest.mark.parametrize(
    ("must", "facts", "outcome"),
    [
        (COLLEGE, {"degree": "bachelor"}, "passed"),
        (COLLEGE, {"degree": "college"}, "passed"),
        (COLLEGE, {"degree": "senior"}, "knockout"),
        (COLLEGE, {}, "route"),
        (YEARS, {"experience_months": 36}, "passed"),
        (YEARS, {"experience_months": 35}, "knockout"),
        (YEARS, {"experience_months": 0}, "knockout"),
        (FORKLIFT, {"certificates": ["N1 叉车证"]}, "passed"),
        (FORKLIFT, {"certificates": ["Forklift licence"]}, "passed"),
        (FORKLIFT, {"certificates": ["健康证"]}, "knockout"),
        (FORKLIFT, {"certificates": []}, "route"),
        ({"all": [COLLEGE, YEARS]}, {"degree": "senior"}, "knockout"),
        ({"all": [COLLEGE, YEARS]}, {"degree": "college"}, "route"),
        ({"any": [COLLEGE, YEARS]}, {"degree": "college"}, "passed"),
        ({"any": [COLLEGE, YEARS]}, {"degree": "senior"}, "route"),
        (
            {"any": [COLLEGE, {"all": [FORKLIFT, YEARS]}]},
            {"degree": "junior", "experience_months": 1},
            "knockout",
        ),
        (
            {"field": "applied_on", "op": "at_least", "value": "2026-11-01"},
            {"applied_on": "2026-10-31"},
            "knockout",
        ),
        (
            {"field": "experience", "op": "none_of", "value": ["中介"]},
            {"experience": ["样例中介"]},
            "knockout",
        ),
    ],
)
def test_what_becomes_of_whom(must, facts, outcome) -> None:
    assert judge(rules(must), facts).outcome == outcome


def test_a_route_rule_never_knocks_out() -> None:
    made = judge(rules(COLLEGE, "route"), {"degree": "primary"})
    assert made.outcome == "route"
    assert [(one.rule, one.why, one.saw) for one in made.reasons] == [("one", "unmet", {"degree": "primary"})]


@pytest.mark.parametrize(
    "must",
    [
        {"field": "sex", "op": "any_of", "value": ["男"]},
        {"field": "degree", "op": "at_least", "value": "genius"},
        {"field": "experience_months", "op": "at_least", "value": "many"},
        {"field": "experience_months", "op": "any_of", "value": ["1"]},
        {"field": "skills", "op": "any_of", "value": "x"},
        {"field": "applied_on", "op": "at_least", "value": "soon"},
        {"all": []},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [YEARS]}]}]}]}]}]},
    ],
)
def test_what_makes_no_sense_is_refused(must) -> None:
    with pytest.raises(ValidationError):
        rules(must)


@pytest.mark.parametrize(
    ("must", "risk"),
    [
        ({"field": "age", "op": "at_most", "value": 35}, "age"),
        ({"field": "age", "op": "at_least", "value": 25}, "age"),
        ({"field": "birth_date", "op": "at_least", "value": "1990-01-01"}, "age"),
        ({"field": "experience", "op": "any_of", "value": ["35岁以下"]}, "age"),
        ({"field": "skills", "op": "any_of", "value": ["男性"]}, "sex"),
        ({"field": "experience", "op": "none_of", "value": ["female"]}, "sex"),
        ({"field": "experience", "op": "none_of", "value": ["维吾尔"]}, "ethnicity"),
        ({"field": "experience", "op": "any_of", "value": ["已婚"]}, "marital"),
        ({"field": "experience", "op": "none_of", "value": ["怀孕"]}, "pregnancy"),
        ({"field": "experience", "op": "any_of", "value": ["本地户口"]}, "hukou"),
        ({"field": "skills", "op": "none_of", "value": ["乙肝"]}, "health"),
        ({"field": "education", "op": "any_of", "value": ["985"]}, "school"),
        ({"any": [YEARS, {"all": [{"field": "age", "op": "at_most", "value": 40}]}]}, "age"),
    ],
)
def test_risks_are_found_wherever_they_hide(must, risk) -> None:
    assert Risk("one", risk) in risks(rules(must))


@pytest.mark.parametrize(
    "must",
    [COLLEGE, YEARS, FORKLIFT, {"field": "age", "op": "at_least", "value": 18},
     {"field": "age", "op": "at_least", "value": 16},
     {"field": "experience", "op": "any_of", "value": ["management", "womenswear", "仓库"]}],
)  # fmt: skip
def test_what_the_work_needs_is_no_risk(must) -> None:
    assert risks(rules(must)) == ()
