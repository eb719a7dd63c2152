"""Answers of a model, sound and not, for what reads them."""

from typing import Any

from hypothesis import strategies as st

from extractor.flow import Completion
from extractor.parsing import read_answer

LIND: dict[str, Any] = {"id": "A", "name": "Marta Lind", "title": None}
MOVE: dict[str, Any] = {
    "sentences": [1], "force": "Ruritania", "origin": None, "destination": ["Strelsau"], "status": "planned",
    "timing": None, "ordered_by": None, "source": None, "part_of": None,
}  # fmt: skip
JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters(), max_size=5),
        st.sampled_from([LIND, MOVE]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(), max_size=3), inner, max_size=4)
    ),
    max_leaves=10,
)


def completion(text: str, finish: str = "stop", refusal: str | None = None) -> Completion:
    return Completion(
        text=text, model="m", finish=finish, refusal=refusal, tokens_in=9, tokens_out=7, seconds=1.0, cost_usd=None,
        answered_at="2024-05-08T10:00:00Z", attempts=(),
    )  # fmt: skip


def value(text: str) -> Any:
    return read_answer(completion(text)).value
