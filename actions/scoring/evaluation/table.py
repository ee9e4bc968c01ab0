"""The one table of a labelled set, as plain text."""

from collections.abc import Iterator, Sequence

from actions.scoring.api import Score, Scorer
from actions.scoring.evaluation.baselines import baselines
from actions.scoring.evaluation.intervals import Interval, gain_interval, kappa_interval, share_interval
from actions.scoring.evaluation.labelled import Gold
from actions.scoring.evaluation.measures import kappa, levels, measures
from actions.scoring.evaluation.swaps import shifts


def table(name: str, gold: Sequence[Gold], scorer: Scorer) -> Iterator[str]:
    """Agreement against the baselines, by language and position, then the other figures, then the swaps."""
    scores = [scorer.score(g.item) for g in gold]
    positions = {g.item.position for g in gold}
    yield f"== {name}: {len(gold)} answers, {len(positions)} positions"
    yield from _agreement(gold, scores)
    yield from _parts(gold, scores)
    for key, value in measures(gold, scores).items():
        yield f"{key:26}{value:7.3f}"
    held = [level in g.accept for g, level in zip(gold, levels(scores), strict=True) if g.attack]
    if held:
        yield f"{'attacks held':26}{sum(held):3} of {len(held)}  {_span(share_interval(held))}"
    yield from _kinds(gold, scores)
    yield f"{'swap':26}{'n':>5}{'mean':>8}{'largest':>9}{'changed':>9}"
    for kind, shift in shifts(gold, scorer).items():
        yield f"{kind:26}{shift.answers:5}{shift.mean:8.3f}{shift.largest:9}{shift.changed:9.3f}"


def _agreement(gold: Sequence[Gold], scores: Sequence[Score]) -> Iterator[str]:
    want, ours = [g.level for g in gold], levels(scores)
    yield f"{'QWK':26}{'':7}  95 % interval     embedded is better by"
    yield f"{'embedded':26}{kappa(want, ours):7.3f}  {_span(kappa_interval(want, ours))}"
    for name, got in baselines(gold).items():
        gain = _span(gain_interval(want, ours, got))
        yield f"{name:26}{kappa(want, got):7.3f}  {_span(kappa_interval(want, got))}  {gain}"


def _parts(gold: Sequence[Gold], scores: Sequence[Score]) -> Iterator[str]:
    got = levels(scores)
    for label, keys in (
        ("language", [g.language for g in gold]),
        ("position", [g.item.position for g in gold]),
    ):
        for key in sorted(set(keys)):
            chosen = [i for i, k in enumerate(keys) if k == key]
            want, ours = [gold[i].level for i in chosen], [got[i] for i in chosen]
            span = _span(kappa_interval(want, ours)) if label == "language" else ""
            yield f"{label} {key:17}{kappa(want, ours):7.3f}  n {len(chosen):4}  {span}"


def _kinds(gold: Sequence[Gold], scores: Sequence[Score]) -> Iterator[str]:
    got = levels(scores)
    for kind in sorted({g.kind for g in gold if g.kind != "normal"}):
        held = [got[i] in g.accept for i, g in enumerate(gold) if g.kind == kind]
        yield f"{kind:26}{sum(held):3} of {len(held)}"


def _span(interval: Interval) -> str:
    return f"[{interval[0]:6.3f}, {interval[1]:6.3f}]"
