"""What is said of forces where they stand: nothing where it is denied, or where something is done to them there."""

import pytest

from tests.told import slots_of


@pytest.mark.parametrize(
    "text",
    [
        "Norway rejected calls to deploy troops in Kenya.",
        "Norway ruled out sending soldiers to Kenya.",
        "There are no Norwegian troops in Kenya.",
        "Norway denied having soldiers in Kenya.",
    ],
)
def test_forces_that_are_denied_to_be_somewhere_do_not_stand_there(text: str) -> None:
    assert list(slots_of(text).values()) == ["none"]


def test_forces_that_are_not_withdrawn_stand_where_they_are() -> None:
    slot = slots_of("Norway refused to withdraw 900 soldiers in Kenya.")["M1"]
    assert not isinstance(slot, str)
    assert (slot["status"], slot["destination"]) == ("in_place", ["Kenya"])


@pytest.mark.parametrize(
    "text",
    [
        "Chile accused Norway of ramming its boats near Cape Horn.",
        "Norway said it struck a boat in the Caribbean.",
        "Norway tested a missile in Kenya.",
        "Rebels trained Norwegian soldiers in Kenya.",
        "Norway seized a ship near the Strait of Hormuz.",
        "Villagers clashed with Norwegian soldiers in Kenya.",
    ],
)
def test_what_is_struck_where_it_is_is_not_deployed_there(text: str) -> None:
    assert list(slots_of(text).values()) == ["none"]
