"""By langextract: its OpenAI provider with the peers' own task, all articles given at once, one chunk an article.

Its chunks are a thousand characters unless told; one an article spares it requests, so that all clients send as many.
"""

import json
from pathlib import Path

import langextract as lx
from langextract.factory import ModelConfig

TASKS = Path(__file__).resolve().parents[2] / "peers" / "asking" / "tasks.json"
LONGEST = 20_000
"""Characters of one chunk: more than an article has."""


class Client:
    """Langextract."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        told = json.loads(TASKS.read_text("utf-8"))["quotes"]
        self._instructions = "\n".join(told["instructions"])
        records = [
            lx.data.Extraction(
                extraction_class="quote",
                extraction_text=record["text"],
                attributes={name: value for name, value in record.items() if name != "text"},
            )
            for record in told["example"]["records"]
        ]
        self._example = lx.data.ExampleData(text=told["example"]["article"], extractions=records)

    def many(self, works: list, in_flight: int) -> int:
        """Ask for all articles; how many were answered."""
        wanted = {"api_key": "any", "base_url": self._base_url, "temperature": 0.0, "max_workers": in_flight}
        found = lx.extract(
            text_or_documents=[lx.data.Document(text=one["text"], document_id=one["id"]) for one in works],
            prompt_description=self._instructions,
            examples=[self._example],
            config=ModelConfig(model_id="benchmark-model", provider="OpenAILanguageModel", provider_kwargs=wanted),
            max_char_buffer=LONGEST,
            batch_length=in_flight,
            max_workers=in_flight,
            fence_output=False,
            use_schema_constraints=False,
            show_progress=False,
        )
        return sum(1 for _ in found)
