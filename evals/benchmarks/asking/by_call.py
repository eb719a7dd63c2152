"""By our live call alone: one prompt to one completion, without reading articles, grounding or storing."""

from extractor.completing import LiveModel
from extractor.flow import Message, Prompt
from extractor.parsing import read_answer
from extractor.settings import Settings


class Client:
    """The live model."""

    def __init__(self, base_url: str) -> None:
        self._model = LiveModel(Settings(base_url=base_url, model="benchmark-model"))

    def one(self, work: dict) -> bool:
        """Send one prompt; whether its answer can be read."""
        request = work["request"]
        messages = tuple(Message(one["role"], one["content"]) for one in request["messages"])
        schema = request["response_format"]["json_schema"]["schema"]
        prompt = Prompt("quotes", work["id"], messages, schema, request["model"], request["max_tokens"], seed=0)
        return read_answer(self._model.complete(prompt)).outcome == "ok"
