"""Readying: what is said of forces without a verb of moving: on alert, under orders or on their way."""

# ruff: noqa: SIM905 - lists of words are read best as words
import re

from extractor.deeds import Deed, Words, form_at, forms_of_deeds
from extractor.stages import BORDERS, CONSIDERED, close_to, is_refused
from schemas import Status

_READY = frozenset("alert standby stand-by readiness preparedness".split())
_SAID = _READY | {"alerted", "ready"}
_HELD = frozenset({"kept", "held", "stand", "stands"})
_BE = frozenset({"be", "being", "been"})
_BEING = _BE | {"is", "are", "was", "were"}
_TO_COME = frozenset({"will", "would", "to", "should", "shall"})
_AT = frozenset({"on", "at", "in"})
_ARTICLES = frozenset({"the", "a", "an", "this", "its", "their", "his"})
_FEW = 6
_REACH = 12
"""Words that may stand between forces and what is said of them."""
_COMMANDS = frozenset("order orders ordered ordering".split())
_GOT = frozenset({"received", "got", "given", "receive", "receives"})
_ORDERS = frozenset({"order", "orders"})
_DEPLOYING = frozenset({"deployment", "deploy", "marching", "mobilization", "mobilisation", "movement", "move"})
_STATES_OF = frozenset({"readiness", "alert", "alertness", "preparedness"})
_RAISING = frozenset("raise raises raised raising increase increases increased increasing heightened heightens".split())
"""What is done with the readiness of forces."""
_ON_WAY = re.compile(r"on (?:the|its|their) way\Z")
_LEADING_ON = BORDERS | {"to", "of", "by", "that"}
"""Words between an order and forces that it is not for."""
_PLACING = _ARTICLES | {"nearby", "neighbouring", "neighboring", "eastern", "western", "northern", "southern"}
"""Words that begin a place."""


def readied(words: Words, first: int, last: int) -> Deed | None:
    """What is said without a verb of moving of the forces at `words[first:last]`: behind them, else before them."""
    return (
        _readiness(words, last)
        or _in_place(words, last)
        or _orders(words, last)
        or _on_way(words, last)
        or _alerted(words, first)
    )


def commanded(text: str, words: Words, first: int, last: int) -> Deed | None:
    """An order that names no deed: `ordered 600 soldiers to Kenya`."""
    index = next((at for at in range(first - 1, max(-1, first - _REACH), -1) if words.texts[at] in _COMMANDS), None)
    if (
        index is None
        or not _LEADING_ON.isdisjoint(words.texts[index:first])
        or last == len(words.texts)
        or words.texts[last] not in {"to", "into"}
    ):
        return None
    place = "".join(words.texts[last + 1 : last + 2])
    # `ordered forces to strike` names no place.
    placed = place in _PLACING or bool(place and text[words.starts[last + 1]].isupper())
    if is_refused(words.texts, index) or not placed:
        return None
    status: Status = "ordered" if CONSIDERED.isdisjoint(close_to(words.texts, index)) else "considered"
    return Deed("in", status, words.starts[index], words.ends[index], near=True)


def _orders(words: Words, last: int) -> Deed | None:
    """Orders that forces have got: `received its deployment order`."""
    for index in range(last, min(len(words.texts), last + _REACH)):
        if words.texts[index] in BORDERS:
            return None
        told = words.texts[index + 1 : index + _FEW]
        given = words.texts[index] in _GOT and not _ORDERS.isdisjoint(told) and not _DEPLOYING.isdisjoint(told)
        if given and not is_refused(words.texts, index):
            return Deed("in", "ordered", words.starts[index], words.ends[index], near=True)
    return None


def _in_place(words: Words, last: int) -> Deed | None:
    """Forces that are `in place` behind a mention in its clause, or will be."""
    for index in range(last + 1, min(len(words.texts) - 1, last + _FEW)):
        if words.texts[index] in BORDERS or form_at(words.texts, index):
            return None
        if words.texts[index : index + 2] == ["in", "place"]:
            close = close_to(words.texts, index)
            if is_refused(words.texts, index) or not close & _BEING:
                return None
            to_come = not close.isdisjoint(_TO_COME)
            return Deed(
                "in" if to_come else "stay", "planned" if to_come else "in_place",
                words.starts[index], words.ends[index + 1], near=True,
            )  # fmt: skip
    return None


def _on_way(words: Words, last: int) -> Deed | None:
    """Forces that are `en route` or `on their way` behind a mention in its clause, with no other deed before that."""
    for index in range(last, min(len(words.texts) - 1, last + _REACH)):
        if words.texts[index] in BORDERS or form_at(words.texts, index):
            return None
        if words.texts[index : index + 2] == ["en", "route"] or _ON_WAY.match(" ".join(words.texts[index : index + 3])):
            return Deed("in", "under_way", words.starts[index], words.ends[index + 1], near=True)
    return None


def _alerted(words: Words, first: int) -> Deed | None:
    """Readiness before a mention that something is done with: `raised the alert level of its forces`."""
    for index in range(first - 1, max(-1, first - _FEW), -1):
        if words.texts[index] in BORDERS:
            return None
        if words.texts[index] in _STATES_OF and "of" in words.texts[index + 1 : first]:
            raised = not _RAISING.isdisjoint(words.texts[max(0, index - _FEW) : index])
            return Deed("ready", "standby", words.starts[index], words.ends[index], near=True) if raised else None
    return None


def _readiness(words: Words, last: int) -> Deed | None:
    """`on alert`, `at heightened readiness` or `ready to deploy` behind a mention in its clause."""
    for index in range(last, min(len(words.texts), last + _REACH)):
        word = words.texts[index]
        if word in BORDERS:
            return None
        if word not in _SAID:
            continue
        near = words.texts[max(last, index - _FEW) : index]
        prepared = word in _READY and not _AT.isdisjoint(near)
        alerted = word == "alerted" and not _BE.isdisjoint(near)
        held = (
            index == last
            or not _HELD.isdisjoint(near)
            or bool(forms_of_deeds().keys() & words.texts[index + 2 : index + 3])
        )
        if prepared or alerted or (word == "ready" and held):
            return Deed("ready", "standby", words.starts[index], words.ends[index], near=True)
    return None
