"""The deployment task: code finds mentions of troops, units and matériel, the model says which are deployed where."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from extractor.dating import read_period
from extractor.drafting import NOTHING, TO_COME, YES, drafts_of, mentions_of, suggestion, unowned
from extractor.flow import Candidate, Drafts, Json, Part, Segments, once
from extractor.grounding import (
    Ledger,
    Range,
    locate,
    locate_name,
    names_nobody,
    says_nothing,
    sentence_ranges,
    span_of,
    spans_of,
)
from extractor.linking import Repeat, Said
from extractor.nations import Mention, canonical_nation, nations_in, nations_of
from extractor.quantities import read_personnel
from schemas import Deployment, DeploymentDraft, Personnel, Span

WHY_NOT = ("combat", "exercise", "sale", "history", "denial", "talk")
"""Why a mention is no deployment. A model that has to say why says it far more rarely than one that may say `none`."""
_LISTED = re.compile(r",? and (?:in |to |at )?|, ")
_DETERMINER = re.compile(
    r"^(?:(?:the|its|their|his|our|a|an|another|these|those)\s+)?(?:\w+-based\s+)?(?<=\s)", re.IGNORECASE
)
_BROKEN_OFF = re.compile(r"\s+(?:from|who)$", re.IGNORECASE)


def find_candidates(segments: Segments) -> tuple[Candidate, ...]:
    """Every mention of people, formations and matériel, as `M1`, `M2`, ..., with what its surroundings suggest."""
    return tuple(
        Candidate(
            mention.key, mention.body.start, mention.body.end, mention.sentence.number, mention.body.start,
            mention.body.kind, suggestion(segments, mention.key),
        )
        for mention in mentions_of(segments)
    )  # fmt: skip


def answer_schema(segments: Segments, part: Part, draft: Json) -> Json:
    """One slot for each mention: a deployment, the one suggested, whose it is, what it repeats, or why it is none.

    A list of names stands once: OpenAI takes 1,000 of them in one schema.
    """
    asked = [candidate.key for candidate in part.candidates]
    shown = [candidate.key for candidate in sorted((*part.candidates, *part.others), key=lambda one: one.start)]
    mention = {"$ref": "#/$defs/mention"}
    told = [mention, {"$ref": "#/$defs/deployment"}]
    forms = {**dict.fromkeys(drafts_of(segments), "suggested"), **dict.fromkeys(unowned(segments), "owned")}
    slots = {key: {"$ref": f"#/$defs/{forms.get(key, 'answer')}"} for key in asked}
    owned = {"$ref": "#/$defs/owned"} in slots.values()
    owners = {"owned": {"anyOf": [{"type": "string", "enum": [*_owners(segments), *WHY_NOT]}, *told]}} if owned else {}
    return {
        "type": "object",
        "properties": {
            "deployments": {"type": "object", "properties": slots, "required": asked, "additionalProperties": False}
        },
        "required": ["deployments"],
        "additionalProperties": False,
        "$defs": {
            "mention": {"type": "string", "enum": shown},
            "answer": {"anyOf": [{"type": "string", "enum": [*WHY_NOT]}, *told]},
            "suggested": {"anyOf": [{"type": "string", "enum": [YES, *WHY_NOT]}, *told]},
            **owners,
            "deployment": {**draft, "properties": _draft_properties(segments, draft["properties"], mention)},
        },
    }


def _draft_properties(segments: Segments, properties: Json, mention: Json) -> Json:
    """The draft's fields, closed where the article itself has the list of what may stand there."""
    numbers = {"type": "integer", "minimum": 1, "maximum": len(segments.sentences)}
    forces = sorted({segments.text[named.start : named.end] for named in nations_of(segments)})
    return {
        **properties,
        "sentences": {**properties["sentences"], "items": numbers},
        "force": {**properties["force"], **({"enum": forces} if forces else {})},
        "part_of": {**properties["part_of"], "anyOf": [mention, {"type": "null"}]},
    }


@once
def _by_nation(segments: Segments) -> dict[str, list[Mention]]:
    """Each nation to where the article names it, in reading order."""
    found: dict[str, list[Mention]] = {}
    for mention in nations_of(segments):
        found.setdefault(mention.nation, []).append(mention)
    return found


@once
def _owners(segments: Segments) -> tuple[str, ...]:
    """The nations whose forces may be meant: named otherwise than as what forces go to, or all if there is none."""
    goals = sorted({mention.route.destination for mention in mentions_of(segments) if mention.route.destination})
    holding = {end for start, end in goals if not nations_in(segments, start, end)}
    named = _by_nation(segments)
    owners = [
        nation for nation, places in named.items() if not all(_is_goal(segments, one, goals, holding) for one in places)
    ]
    return tuple(owners or named)


def _is_goal(segments: Segments, named: Mention, goals: Sequence[Range], holding: AbstractSet[int]) -> bool:
    """Whether a nation is named in a goal, or right behind one (`Tapa, Estonia`) whose end is in `holding`."""
    at = bisect_right(goals, (named.start, len(segments.text))) - 1
    inside = at >= 0 and named.start < goals[at][1]
    return inside or (named.start - 2 in holding and segments.text[named.start - 2 : named.start] == ", ")


def ground(segments: Segments, part: Part, drafts: Drafts, ledger: Ledger) -> list[tuple[str, Deployment | Repeat]]:
    """The deployments that the article says and the mentions that repeat one, each under its candidate's key."""
    slots: Mapping[str, DeploymentDraft | str] = drafts.sections["deployments"]
    drafted, owned = drafts_of(segments), unowned(segments)
    found: list[tuple[str, Deployment | Repeat]] = []
    for candidate in part.candidates:
        slot = slots.get(candidate.key)
        if slot == YES and candidate.key in drafted:
            slot = DeploymentDraft.model_validate(drafted[candidate.key])
        elif candidate.key in owned and isinstance(slot, str) and slot not in WHY_NOT:
            slot = _owned(segments, candidate.key, slot, ledger)
        if slot is None:
            ledger.doubtful.add(candidate.key)
        elif slot == NOTHING or slot in WHY_NOT:
            ledger.refuse(f"deployments {candidate.key}", None, slot, "not_a_deployment", span_of(segments, candidate))
        elif isinstance(slot, str):
            found.append((candidate.key, Repeat(slot, _body(segments, candidate), span_of(segments, candidate))))
        elif record := _Mention(segments, candidate, slot, ledger).record():
            found.append((candidate.key, record))
    return found


def _owned(segments: Segments, key: str, slot: str, ledger: Ledger) -> DeploymentDraft | str:
    """The deployment of the nation that a slot names; what names none and no mention deserves a second question."""
    nation = canonical_nation(slot)
    if nation in _owners(segments):
        return DeploymentDraft.model_validate({**unowned(segments)[key], "force": nation})
    if slot != NOTHING and slot not in {mention.key for mention in mentions_of(segments)}:
        ledger.doubtful.add(key)
    return slot


class _Mention(NamedTuple):
    """A mention that the model says is a deployment; what its sentences do not say is left out and listed."""

    segments: Segments
    candidate: Candidate
    draft: DeploymentDraft
    ledger: Ledger

    def record(self) -> Deployment | None:
        """The record of the mention, None without a force."""
        draft, scope = self.draft, self._scope()
        linked = (draft.part_of, (span_of(self.segments, self.candidate),)) if draft.part_of else None
        said: dict[str, Said | None] = {
            "origin": self._place(draft.origin, scope),
            "destination": self._destination(scope),
            "timing": self._timing(draft.timing, scope),
            "ordered_by": self._name("ordered_by", draft.ordered_by, scope),
            "source": self._name("source", draft.source, scope),
            "status": (draft.status, (self.segments.span(*scope[0]),)),
            "part_of": linked,
            "force": self._force(scope),
            **_body(self.segments, self.candidate),
        }
        if said["force"] is None:
            return None
        values: dict[str, Any] = {name: pair[0] for name, pair in said.items() if pair}
        evidence = {name: pair[1] for name, pair in said.items() if pair}
        return Deployment(id=self.candidate.key, **values, evidence=evidence)

    def _scope(self) -> list[Range]:
        """Offsets of the mention's own sentence and of the cited ones."""
        for number in self.draft.sentences:
            if self.segments.sentence(number) is None:
                self.ledger.refuse(self._item, "sentences", number, "no_such_sentence")
        return sentence_ranges(self.segments, list(dict.fromkeys([self.candidate.sentence, *self.draft.sentences])))

    @property
    def _item(self) -> str:
        return f"deployments {self.candidate.key}"

    def _refuse(self, field: str, value: str, reason: str = "not_in_cited_sentences") -> None:
        """List a value; one that is there and wrong deserves a second question."""
        self.ledger.refuse(self._item, field, value, "says_nothing" if says_nothing(value) else reason)
        if not says_nothing(value):
            self.ledger.doubtful.add(self.candidate.key)

    def _words(self, field: str, words: str | None, scope: Sequence[Range]) -> Span | None:
        """Where `words` stand, if they stand there and are a value at all."""
        span = locate(self.segments, words, scope) if words and not says_nothing(words) else None
        if span is None and words is not None:
            self._refuse(field, words)
        return span

    def _place(self, words: str | None, scope: Sequence[Range]) -> Said | None:
        span = self._words("origin", words, scope)
        return (span.text, (span,)) if span else None

    def _timing(self, words: str | None, scope: Sequence[Range]) -> Said | None:
        span = self._words("timing", words, scope)
        published = self.segments.article.published
        return (read_period(span.text, published, ahead=self.draft.status in TO_COME), (span,)) if span else None

    def _name(self, field: str, words: str | None, scope: Sequence[Range]) -> Said | None:
        if words is None:
            return None
        found = locate_name(self.segments, words, scope)
        if found is None:
            self._refuse(field, words, "no_name" if names_nobody(words) else "not_in_cited_sentences")
        return found

    def _destination(self, scope: Sequence[Range]) -> Said | None:
        found: list[Span] = []
        for words in dict.fromkeys(self.draft.destination):
            spans = [] if says_nothing(words) else _listed(self.segments, words, scope)
            found += spans
            if not spans:
                self._refuse("destination", words)
        return (tuple(dict.fromkeys(span.text for span in found)), spans_of(found)) if found else None

    def _force(self, scope: Sequence[Range]) -> Said | None:
        """The nation, where the cited sentences name it, else where the article last did before them."""
        nation = canonical_nation(self.draft.force)
        mentions = _by_nation(self.segments).get(nation, []) if nation else []
        firsts = [bisect_left(mentions, start, key=lambda mention: mention.start) for start, _ in scope]
        following = [(mentions[at : at + 1], end) for at, (_, end) in zip(firsts, scope, strict=True)]
        cited = [mention for found, end in following for mention in found if mention.start < end]
        chosen = cited or mentions[max(0, firsts[0] - 1) : firsts[0]] or mentions[:1]
        if nation is None or not chosen:
            self.ledger.refuse(
                self._item, "force", self.draft.force, "no_nation", span_of(self.segments, self.candidate)
            )
            self.ledger.doubtful.add(self.candidate.key)
            return None
        return nation, (self.segments.span(chosen[0].start, chosen[0].end),)


def _listed(segments: Segments, words: str, scope: Sequence[Range]) -> list[Span]:
    """Where one place stands, or each of several that were written as one (`Poland, Romania and Germany`)."""
    listed = [piece for piece in _LISTED.split(words) if piece]
    whole = locate(segments, words, scope) if len(listed) == 1 or " and " not in words else None
    if whole or len(listed) == 1:
        return [whole] if whole else []
    pieces = [locate(segments, piece, scope) for piece in listed]
    if len(pieces) > 1 and all(pieces):
        return [piece for piece in pieces if piece]
    whole = locate(segments, words, scope)
    return [whole] if whole else []


def _body(segments: Segments, candidate: Candidate) -> Mapping[str, Said]:
    """What a mention itself says: people, a formation or matériel."""
    span = span_of(segments, candidate)
    if candidate.kind == "people":
        counted = _cut(segments, span, _BROKEN_OFF)
        unread = Personnel(low=None, high=None, approximate=False, text=counted.text)
        return {"personnel": (read_personnel(counted.text) or unread, (counted,))}
    bare = _cut(segments, _past_owner(segments, span), _DETERMINER)
    return {candidate.kind: ((bare.text,), (bare,))}


def _past_owner(segments: Segments, span: Span) -> Span:
    """`span` without the nation whose possessive it begins with (`Peru's 3rd Brigade`)."""
    owner = nations_in(segments, span.start, span.start + 1)[:1]
    end = owner[0].end - span.start if owner else 0
    owned = end and span.text[end : end + 3] in {"'s ", "\u2019s "}
    return segments.span(span.start + end + 3, span.end) if owned else span


def _cut(segments: Segments, span: Span, ends: re.Pattern[str]) -> Span:
    """`span` without what `ends` matches at its start or end."""
    match = ends.search(span.text)
    if match is None:
        return span
    start, end = (match.end(), len(span.text)) if match.start() == 0 else (0, match.start())
    return segments.span(span.start + start, span.start + end)
