"""Settings: the only reader of the environment."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from extractor.errors import UsageError
from extractor.flow import Structured
from schemas import KINDS

Mode = Literal["auto", "live", "record", "replay"]
if TYPE_CHECKING:
    RecordKind = str
else:
    RecordKind = Literal[tuple(KINDS)]
"""One of `KINDS`, which a type cannot be read off: another name is refused when the settings are made."""
RULES = "rules"
"""Name that stands for no model at all: code alone answers, without a network."""

SEED_RECORDINGS = Path(__file__).resolve().parent.parent / "evals" / "recordings"
DEFAULT_MODEL = "gpt-4.1-mini"
KEPT = "kept"
"""Folder, in that of the cache, of what articles came to."""

ENVIRONMENT = {
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "model": "EXTRACTOR_MODEL",
    "mode": "EXTRACTOR_MODE",
    "structured": "EXTRACTOR_STRUCTURED",
    "cache_dir": "EXTRACTOR_CACHE",
    "recordings": "EXTRACTOR_RECORDINGS",
    "timeout": "EXTRACTOR_TIMEOUT",
    "deadline": "EXTRACTOR_DEADLINE",
    "token_budget": "EXTRACTOR_TOKEN_BUDGET",
    "max_output_tokens": "EXTRACTOR_MAX_OUTPUT_TOKENS",
    "max_attempts": "EXTRACTOR_MAX_ATTEMPTS",
    "part_characters": "EXTRACTOR_PART_CHARACTERS",
    "ask": "EXTRACTOR_ASK",
    "fallback": "EXTRACTOR_FALLBACK",
    "keep": "EXTRACTOR_KEEP",
    "requests_per_minute": "EXTRACTOR_REQUESTS_PER_MINUTE",
    "tokens_per_minute": "EXTRACTOR_TOKENS_PER_MINUTE",
    "max_cost": "EXTRACTOR_MAX_COST",
    "max_tokens_total": "EXTRACTOR_MAX_TOKENS_TOTAL",
}
"""Field of `Settings` to the environment variable that sets it."""


def _default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "extractor"


class Settings(BaseModel):
    """What one run uses; arguments win over the environment (`Settings.from_environment`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    model: str | None = Field(default=None, min_length=1)
    """Model to ask; None: the one of the recordings where they have the answer, else `DEFAULT_MODEL`; `rules`: none."""
    base_url: str | None = None
    """Address of an OpenAI-compatible server; None: OpenAI's own."""
    api_key: SecretStr | None = None
    """Key; a local server by `base_url` needs none."""
    mode: Mode = "auto"
    """`auto`: recordings, then cache, then live; `live`; `record`: live into `recordings`; `replay`: never live."""
    records: Annotated[tuple[RecordKind, ...], Field(min_length=1)] = tuple(KINDS)
    """Record kinds to extract."""
    structured: Structured = "json_schema"
    """How the server is told the answer's form."""
    recordings: Path | None = None
    """Folder of recordings, one JSON file an exchange; None: the ones that come with the program, for reading only."""
    cache_dir: Path = Field(default_factory=_default_cache)
    """Folder of the everyday cache."""
    timeout: Annotated[float, Field(gt=0)] = 300.0
    """Seconds one request may wait for the server's next bytes."""
    deadline: Annotated[float, Field(gt=0)] = 900.0
    """Seconds one article may take in all, retries included."""
    token_budget: Annotated[int, Field(gt=0)] = 200_000
    """Prompt and completion tokens one article may take."""
    max_output_tokens: Annotated[int, Field(gt=0)] = 4_096
    """Completion tokens of one answer."""
    max_attempts: Annotated[int, Field(ge=1, le=10)] = 4
    """Requests for one answer, transport retries included."""
    part_characters: Annotated[int, Field(ge=500)] = 24_000
    """Longest stretch of an article, in characters, that one question covers."""
    requests_per_minute: Annotated[float, Field(gt=0)] | None = None
    """Requests a minute, of all threads together; None: as many as the server takes."""
    tokens_per_minute: Annotated[float, Field(gt=0)] | None = None
    """Prompt and completion tokens a minute, likewise."""
    max_cost: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """US dollars that the live answers of one run may cost; stored ones cost nothing."""
    max_tokens_total: Annotated[int, Field(ge=0)] | None = None
    """Prompt and completion tokens that the live answers of one run may take."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    """Sampling temperature."""
    seed: int | None = 0
    """Sampling seed, for servers that obey one."""
    ask: Literal["guesses", "unsure", "all"] = "guesses"
    """What a model is asked about: what code can only guess, also what it is not certain of, or everything.

    The right choice depends on the model: a small one is wrong more often than code about what code finds likely.
    """
    fallback: Literal["none", "rules"] = "none"
    """What answers where a model does not: nothing, so that the article fails, or code alone."""
    repair: bool = True
    """Whether items that cannot be used are asked for once more."""
    keep: bool = True
    """Whether what an article came to by stored answers is kept in the cache folder, and taken from there."""

    @property
    def limited(self) -> bool:
        """Whether the live answers of one run have a budget."""
        return self.max_cost is not None or self.max_tokens_total is not None

    @property
    def recordings_folder(self) -> Path:
        """Folder that recordings are read from."""
        return self.recordings or SEED_RECORDINGS

    @field_validator("api_key")
    @classmethod
    def _clean_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is None or not key.get_secret_value():
            return None
        if not key.get_secret_value().isprintable() or key.get_secret_value() != key.get_secret_value().strip():
            raise ValueError("the key holds a line break, a space at an end or a control character; set it again")
        return key

    @field_validator("base_url")
    @classmethod
    def _clean_url(cls, url: str | None) -> str | None:
        if url and not (url.startswith(("http://", "https://")) and url.isprintable() and " " not in url):
            raise ValueError("must begin with http:// or https:// and hold no space and no line break")
        if url and re.match(r"https?://[^/?#\\]*@", url):
            raise ValueError("must hold no user name and no password: the key is OPENAI_API_KEY")
        return url or None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **arguments: Any) -> "Settings":
        """Read the environment (`os.environ` if None), overridden by each argument that is not None.

        Raises `UsageError` for a value that cannot be used.
        """
        variables = os.environ if environment is None else environment
        values: dict[str, Any] = {name: variables[key] for name, key in ENVIRONMENT.items() if variables.get(key)}
        values |= {name: value for name, value in arguments.items() if value is not None}
        try:
            return cls(**values)
        except ValidationError as error:
            raise UsageError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    """One line a wrong setting, without the value: it may be a secret."""
    lines: list[str] = []
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else "settings"
        variable = f" (or {ENVIRONMENT[name]})" if name in ENVIRONMENT else ""
        lines.append(f"setting {name}{variable}: {problem['msg']}")
    return "; ".join(lines)
