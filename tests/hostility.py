"""What the tests of hostile models, articles and files share."""

import json
from typing import cast

from extractor.asking import JSON_WORDS
from tests.loopback import Request
from tests.scripted import (
    Json,
)

TEXT = "Spain will send 500 soldiers to Latvia. “We will not go,” Ana Silva said."


def schema_of(request: Request) -> Json:
    """The schema that a request asks for, whichever way it says so."""
    body: Json = request.json
    if "tools" in body:
        return cast("Json", body["tools"][0]["function"]["parameters"])
    if body.get("response_format", {}).get("type") == "json_schema":
        return cast("Json", body["response_format"]["json_schema"]["schema"])
    return cast("Json", json.loads(body["messages"][0]["content"].partition(JSON_WORDS)[2]))
