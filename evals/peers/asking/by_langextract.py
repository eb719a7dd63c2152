"""By langextract: its OpenAI provider, one extraction class for each kind, a worked example, its own chunks.

Fences and schema constraints are off, as its documentation has it for local models: with a grammar made of its schema
the small model answered nothing but an empty list, for the grammar forbids the line ends that the worked example has.
"""

import langextract as lx
from langextract.factory import ModelConfig
from tasks import Task, read_task

CLASSES = {"quotes": ("quote", "text"), "deployments": ("deployment", "passage")}
"""Kind to its extraction class, and the field that is the extraction's own text."""


class Peer:
    """Langextract, ready to be asked for one kind."""

    def __init__(self, kind: str, base_url: str, model: str) -> None:
        self._task = read_task(kind)
        self._example = _example(self._task)
        self._model, self._base_url = model, base_url

    def extract(self, text: str, max_tokens: int) -> list[dict[str, object]]:
        """Extract the records of one article; raises what langextract raises."""
        wanted = {
            "api_key": "any",
            "base_url": self._base_url,
            "temperature": 0.0,
            "max_output_tokens": max_tokens,
            "max_workers": 1,
        }
        found = lx.extract(
            text_or_documents=text,
            prompt_description=self._task.instructions,
            examples=[self._example],
            config=ModelConfig(model_id=self._model, provider="OpenAILanguageModel", provider_kwargs=wanted),
            max_workers=1,
            fence_output=False,
            use_schema_constraints=False,
            show_progress=False,
        )
        _, own = CLASSES[self._task.kind]
        return [_record(one, own) for one in found.extractions or []]


def _example(task: Task) -> lx.data.ExampleData:
    name, own = CLASSES[task.kind]
    extractions = [
        lx.data.Extraction(
            extraction_class=name,
            extraction_text=record[own],
            attributes={field: value for field, value in record.items() if field != own},
        )
        for record in task.records
    ]
    return lx.data.ExampleData(text=task.example, extractions=extractions)


def _record(one: lx.data.Extraction, own: str) -> dict[str, object]:
    place, aligned = one.char_interval, one.alignment_status
    return {
        own: one.extraction_text,
        **(one.attributes or {}),
        "span": [place.start_pos, place.end_pos] if place else None,
        "alignment": aligned.value if aligned else None,
    }
