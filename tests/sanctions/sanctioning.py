"""Sanctioning: numbered mentions of sanctions -> sanctions, each with whom they are on."""

import re
from collections.abc import Mapping, Sequence

from extractor.dating import find_days, read_day
from extractor.flow import Candidate, Drafts, Json, Part, Segments
from extractor.grounding import Found, Ledger, locate, sentence_ranges, span_of
from schemas import Span
from tests.sanctions.sanction import Sanction, SanctionDraft

NOTHING = "none"
_TARGET = re.compile(r"\bon ([A-Z]\w+)")
_GOODS = re.compile(r"\b(?:tanks|steel|grain|oil)\b")


def find_candidates(segments: Segments) -> tuple[Candidate, ...]:
    """Each mention, under `S1`, `S2`, ..."""
    found = enumerate(re.finditer(r"\bsanctions?\b", segments.text), 1)
    return tuple(
        Candidate(f"S{number}", at.start(), at.end(), segments.sentence_at(at.start()).number, at.start())
        for number, at in found
    )


def propose(segments: Segments, part: Part) -> Json:
    """Those that the mention's own sentence says they are on."""
    return {"sanctions": {candidate.key: _proposed(segments, candidate) for candidate in part.candidates}}


def _proposed(segments: Segments, candidate: Candidate) -> Json | str:
    [(start, end)] = sentence_ranges(segments, [candidate.sentence])
    named = _TARGET.search(segments.text, start, end)
    return {"sentence": candidate.sentence, "target": named[1]} if named else NOTHING


def settled(segments: Segments, part: Part) -> frozenset[str]:
    """Nothing is sure but a third mention."""
    del segments
    return frozenset(candidate.key for candidate in part.candidates if candidate.key == "S3")


def likely(segments: Segments, part: Part) -> frozenset[str]:
    """Nothing is likely."""
    del segments, part
    return frozenset()


def answer_schema(segments: Segments, part: Part, draft: Json) -> Json:
    """A slot for each mention: a draft, or `none`."""
    del segments
    slot = {"anyOf": [draft, {"type": "string", "enum": [NOTHING]}]}
    return _closed({"sanctions": _closed({candidate.key: slot for candidate in part.candidates})})


def _closed(properties: Json) -> Json:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def ground(segments: Segments, part: Part, drafts: Drafts, ledger: Ledger) -> list[tuple[str, Sanction]]:
    """The sanctions whose target stands in the cited sentence."""
    slots: Mapping[str, SanctionDraft | str] = drafts.sections["sanctions"]
    found: list[tuple[str, Sanction]] = []
    for candidate in part.candidates:
        draft = slots.get(candidate.key)
        if not isinstance(draft, SanctionDraft):
            ledger.doubtful |= {candidate.key} if draft is None else set()
        elif target := locate(segments, draft.target, sentence_ranges(segments, [draft.sentence])):
            found.append((candidate.key, _record(segments, candidate, target)))
        else:
            ledger.refuse(f"sanctions {candidate.key}", "target", draft.target, "not_in_cited_sentences")
            ledger.doubtful.add(candidate.key)
    return found


def _record(segments: Segments, candidate: Candidate, target: Span) -> Sanction:
    """The record, with the goods and the day of the mention's own sentence."""
    [(start, end)] = sentence_ranges(segments, [candidate.sentence])
    goods = [segments.span(at.start(), at.end()) for at in _GOODS.finditer(segments.text, start, end)]
    days = [segments.span(start + left, start + right) for left, right in find_days(segments.text[start:end])]
    agreed = "agreed" in segments.text[start:end]
    told = {"target": [target], "goods": goods, "stage": [span_of(segments, candidate)], "agreed_on": days}
    return Sanction(
        id=candidate.key,
        target=target.text,
        goods=tuple(one.text for one in goods),
        stage="agreed" if agreed else "in_talk",
        agreed_on=read_day(days[0].text, segments.article.published) if days else None,
        evidence={name: tuple(spans) for name, spans in told.items() if spans},
    )


def finish(segments: Segments, found: Sequence[Found], ledger: Ledger) -> list[Sanction]:
    """The records in the order of their mentions, numbered."""
    del segments, ledger
    records = sorted((item.record for item in found), key=lambda record: int(record.id[1:]))
    return [record.model_copy(update={"id": f"s{number}"}) for number, record in enumerate(records, 1)]
