"""Whether a state's own authority says that its forces will go."""

import pytest

from tests.told import slots_of


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Norway will send 600 soldiers to Kenya, its Defence Ministry said.", "ordered"),
        ("Norway will send 600 soldiers to Kenya, President Ola Ness said.", "ordered"),
        ("The U.S. will send 600 soldiers to Kenya, the Pentagon said.", "ordered"),
        ("Norway plans to send 600 soldiers to Kenya, its Defence Ministry said.", "planned"),
        ("Norway will send 600 soldiers to Kenya, Kenyan President Ada Moi said.", "planned"),
        ("Norway will send 600 soldiers to Kenya, analyst Ola Ness said.", "planned"),
        ("Norway will send 600 soldiers to Kenya.", "planned"),
    ],
)
def test_what_its_own_authority_says_will_be_is_as_good_as_ordered(text: str, status: str) -> None:
    assert slots_of(text)["M1"]["status"] == status
