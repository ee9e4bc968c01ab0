"""Deterministic gates before scoring. Each looks at a reading and says what it removed, which level it allows, and why.

Sources: the failure modes of automated interview scoring in docs/scoring.md. A gate never adds to a level.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.scoring.reading import Read, Reading
from actions.scoring.wording import LANGUAGES, wording

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_SAID_BADLY = 0.4
_DENIALS_A_DEED = 5
_LIST_CUT = re.compile(r"[、/|]+|\s+")
_LIST_CUT_SPACED = re.compile(r"[、,;/|]+")


@dataclass(frozen=True)
class Verdict:
    """What the gates found: the reading left to score, flags in order, the highest level allowed (None: no evidence)."""

    reading: Reading
    flags: tuple[str, ...] = ()
    cap: int | None = 5

    def flag(self, name: str) -> "Verdict":
        """The verdict with one more flag; a flag is never repeated."""
        return self if name in self.flags else replace(self, flags=(*self.flags, name))

    def limit(self, cap: int | None, name: str) -> "Verdict":
        """The verdict with a flag and an upper bound; None means that there is nothing to judge."""
        lower = None if cap is None or self.cap is None else min(cap, self.cap)
        return replace(self.flag(name), cap=lower)


Gate = Callable[[Verdict], Verdict]


def run(reading: Reading) -> Verdict:
    """Apply all gates: first those that remove clauses, then those that bound the level."""
    verdict = Verdict(reading)
    for gate in GATES:
        verdict = gate(verdict)
    return verdict


def injection(verdict: Verdict) -> Verdict:
    """Remove what speaks to the scorer and the rest of that sentence; what was honestly told before keeps its level."""
    reading = verdict.reading
    spoken = _commands(reading)
    if not spoken:
        return verdict
    first = {reading.reads[i].clause.sentence: i for i in sorted(spoken, reverse=True)}
    gone = [i for i, r in enumerate(reading.reads) if i >= first.get(r.clause.sentence, len(reading.reads))]
    return replace(verdict, reading=reading.drop(gone, "injection")).flag("injection")


def repetition(verdict: Verdict) -> Verdict:
    """Count each clause once, however often it is said."""
    seen: list[frozenset[str]] = []
    gone = []
    for i, r in enumerate(verdict.reading.reads):
        grams = bigrams(r.clause.text)
        if any(_jaccard(grams, other) > 0.85 for other in seen):
            gone.append(i)
        seen.append(grams)
    verdict = replace(verdict, reading=verdict.reading.drop(gone, "repetition"))
    return verdict.flag("rambling") if len(gone) >= 3 else verdict


def echo(verdict: Verdict) -> Verdict:
    """Remove clauses copied from the question or from the rubric; if hardly anything new is left, nothing is judged."""
    reading = verdict.reading
    asked = bigrams(reading.question)
    anchors = [bigrams(text) for text in reading.rubric]
    copied = [i for i, r in enumerate(reading.reads) if _copied(r.clause.text, asked)]
    pasted = [
        i
        for i, r in enumerate(reading.reads)
        if len(r.clause.text) > 5 and any(_contained(bigrams(r.clause.text), a) > 0.75 for a in anchors)
    ]
    verdict = replace(verdict, reading=reading.drop(copied, "echo").drop(pasted, "template"))
    if len(pasted) >= 2:
        verdict = verdict.flag("template")
    return verdict.limit(None, "echo") if _nothing_new(reading, asked) else verdict


def too_short(verdict: Verdict) -> Verdict:
    """Nothing evaluable: no clause left, or a few characters without any role."""
    kept = verdict.reading.kept
    substance = max((r.roles[x] for r in kept for x in "SARPBG"), default=0.0)
    size = sum(len(r.clause.text) for r in kept)
    if not kept or size < 3:
        return verdict.limit(None, "too_short")
    if size < 8 and substance < 0.35:
        return verdict.limit(None, "too_short")
    return verdict


def lacking(verdict: Verdict) -> Verdict:
    """Mostly "never did, never had": level 1 when it is said at length, nothing to judge when it is said in passing."""
    reading = verdict.reading
    heard = [r for r in reading.reads if r.dropped in ("", "echo")]
    denied = [r for r in heard if _denies(r, reading)]
    deeds = sum(reading.weight(r, "A") >= 0.6 for r in heard if r not in denied)
    if not heard or _DENIALS_A_DEED * deeds > len(denied) or len(denied) / len(heard) < 0.55:
        return verdict
    worse = reading.strongest("B") >= _SAID_BADLY
    return verdict.limit(1, "negated") if worse or len(denied) >= 3 else verdict.limit(None, "too_short")


def off_topic(verdict: Verdict) -> Verdict:
    """Asks us questions or talks of other things, without any certain own action."""
    reading = verdict.reading
    if not reading.kept or reading.strongest("A") >= 0.85:
        return verdict
    asks = any(reading.words.has("asks", r.clause.text) and r.best == "O" for r in reading.kept)
    share = beside(reading)
    doubtful = asks or max(reading.strongest(x) for x in "AB") < 0.6
    if share >= 0.5 or (doubtful and len(reading.kept) > 2 and share >= 0.32 and own_action(reading) < 0.6):
        return verdict.limit(None, "off_topic")
    return verdict


def keyword_list(verdict: Verdict) -> Verdict:
    """A run of catchwords without anybody doing anything."""
    reading = verdict.reading
    cut = _LIST_CUT if reading.words.language in ("zh", "ja") else _LIST_CUT_SPACED
    pieces = [p.strip() for r in reading.kept for p in cut.split(r.clause.text) if p.strip()]
    acts = any(reading.words.has("self_act", r.clause.text) and r.roles["A"] > 0.5 for r in reading.kept)
    if len(pieces) < 5 or acts:
        return verdict
    limit = 8 if reading.words.language in ("zh", "ja") else 24
    short = sum(len(p) for p in pieces) / len(pieces) <= limit
    bare = sum(1 for p in pieces if not reading.words.has("grammar", p)) / len(pieces)
    return verdict.limit(2, "keyword_list") if short and bare >= 0.65 else verdict


def template(verdict: Verdict) -> Verdict:
    """An essay of norms: nobody says "I", nothing has happened."""
    reading = verdict.reading
    whole = reading.folded.text
    norms = reading.words.count("impersonal", whole)
    personal = any(reading.words.has("own_verb", r.clause.text) for r in reading.kept)
    return verdict.limit(2, "template") if norms >= 3 and not personal else verdict


def hypothetical(verdict: Verdict) -> Verdict:
    """Promises and suppositions do not answer what has happened; off for situational questions."""
    reading = verdict.reading
    if reading.kind == "situational":
        return verdict
    promised = [r for r in reading.kept if r.best == "H" or reading.words.has("hypothetical", r.clause.text)]
    told = reading.strongest("R") >= 0.6 and reading.strongest("S") >= 0.6
    acts = [r for r in reading.kept if r not in promised and (told or _past(r, reading))]
    done = sum(reading.weight(r, "A") * r.size for r in acts)
    mass = sum(r.size for r in promised)
    return verdict.limit(2, "hypothetical") if mass >= 1.0 and done < 0.6 * mass else verdict


def ownership(verdict: Verdict) -> Verdict:
    """Somebody else did it: their action is not the candidate's."""
    reading = verdict.reading
    others = sum(_others(r) * r.size for r in reading.kept)
    own = max(own_action(reading), reading.mass("A"))
    acted = any(reading.words.has("self_act", r.clause.text) and r.roles["A"] > 0.5 for r in reading.kept)
    if others >= 0.8 and own < others * 0.6 and not acted:
        return verdict.limit(2, "not_own_action")
    return verdict


def rambling(verdict: Verdict) -> Verdict:
    """Much talk, most of it beside the point or general, and hardly any certain evidence."""
    reading = verdict.reading
    size = sum(len(r.clause.text) for r in reading.kept)
    long = 100 if reading.words.language in ("zh", "ja") else 250
    if size < long:
        return verdict
    sure = 0.75 if reading.words.language == "zh" else 0.5
    evidence = sum(len(r.clause.text) for r in reading.kept if max(r.roles[x] for x in "ARP") >= sure)
    least = 0.35 if beside(reading) >= 0.35 else 0.2
    return verdict.limit(2, "rambling") if evidence / size < least else verdict


GATES: tuple[Gate, ...] = (
    injection,
    repetition,
    echo,
    too_short,
    lacking,
    off_topic,
    keyword_list,
    template,
    hypothetical,
    ownership,
    rambling,
)


def beside(reading: Reading) -> float:
    """Share of characters beside the point; home and habits count as such unless the question asks about them."""
    home = reading.words.has("chatter", reading.question) or reading.words.has("home", reading.question)
    total = sum(len(r.clause.text) for r in reading.kept)
    return sum(_beside(r, reading, home) * len(r.clause.text) for r in reading.kept) / total if total else 0.0


def own_action(reading: Reading) -> float:
    """Strongest single own action or preventive step."""
    return max(reading.strongest("A"), reading.strongest("P"))


def bigrams(text: str) -> frozenset[str]:
    """Character pairs of the text without blanks."""
    plain = re.sub(r"\s+", "", text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset({plain})


def _past(read: Read, reading: Reading) -> bool:
    return reading.words.has("past", read.clause.text)


def _denies(read: Read, reading: Reading) -> bool:
    """Says that something was not done or is not known; "no complaints" is a result, not a denial."""
    text = read.clause.text
    if reading.words.has("good_negative", text) and read.best in "RP":
        return False
    return read.best == "N" or (reading.words.has("lacking", text) and reading.weight(read, "A") < 0.6)


def _beside(read: Read, reading: Reading, home: bool) -> float:
    chats = not home and reading.words.has("chatter", read.clause.text) and read.roles["A"] < 0.7
    return max(read.roles["O"], 0.6 if chats else 0.0)


def _others(read: Read) -> float:
    """How surely the clause is an action of somebody else."""
    return max(read.roles["T"], read.roles["A"] if read.owner == "other" else 0.0)


def _contained(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _copied(text: str, asked: frozenset[str]) -> bool:
    return len(text) >= 6 and _contained(bigrams(text), asked) > 0.7


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)


def _nothing_new(reading: Reading, asked: frozenset[str]) -> bool:
    """Hardly a character that is neither in the question nor a function word."""
    text = "".join(r.clause.text for r in reading.reads)
    if len(text) < (30 if reading.words.language == "en" else 10) or _contained(bigrams(text), asked) < 0.35:
        return False
    if reading.words.language == "en":
        fresh = set(re.findall(r"[a-z]+", text)) - set(re.findall(r"[a-z]+", reading.question))
        return sum(1 for word in fresh if not reading.words.has("stopword", word)) < 4
    fresh = {c for c in text if c.isalnum()} - set(reading.question)
    return sum(1 for char in fresh if not reading.words.has("stopword", char)) < 5


def _commands(reading: Reading) -> set[int]:
    """Clauses that belong to a command, also when it is spread over several clauses, in English, or in base64."""
    texts = [r.clause.text for r in reading.reads]
    found = {i for i, r in enumerate(reading.reads) if _encoded(r, reading) or _speaks(texts[i], reading)}
    joined, owner = "", []
    for i, r in enumerate(reading.reads):
        plain = re.sub(r"\s+", " ", r.clause.text) + ("" if reading.words.language in ("zh", "ja") else " ")
        joined += plain
        owner.extend([i] * len(plain))
    for match in reading.words.injection.finditer(joined):
        found.update(owner[match.start() : match.end()])
    return found


def _speaks(text: str, reading: Reading) -> bool:
    return any(words.injection.search(text) for words in (reading.words, wording("en")))


def _encoded(read: Read, reading: Reading) -> bool:
    """True for a base64 word that decodes to a command, wherever in it the command begins."""
    start, end = reading.folded.span(read.clause.start, read.clause.end)
    blobs = _BASE64.findall(reading.raw[start : end + 2])
    said = [_decoded(blob[skip:]) for blob in blobs for skip in range(4)]
    return any(wording(language).injection.search(text) for text in said for language in LANGUAGES)


def _decoded(blob: str) -> str:
    plain = blob.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain[: len(plain) // 4 * 4]).decode("utf-8", "ignore").lower()
    except binascii.Error:
        return ""
