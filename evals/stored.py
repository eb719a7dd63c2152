"""Stored: a file of JSON that a command wrote before -> what it holds, or what to do where it holds something else."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from extractor.errors import UsageError, first_wrong

Form = TypeVar("Form", bound=BaseModel)


def read_stored(file: Path, form: type[Form], what: str, *, missing: str, broken: str) -> Form:
    """Read a file; raises `UsageError` that ends with what to do, where it is `missing` or `broken`."""
    try:
        return form.model_validate_json(file.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}; {missing}") from None
    except ValidationError as error:
        raise UsageError(f"{file} is no {what}: {first_wrong(error)}; {broken}") from None
