"""What the program's own sources must not do, whoever writes them: unpickle, evaluate, render text as a template."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for room in ("extractor", "schemas", "prompts", "evals") for path in (ROOT / room).rglob("*.py"))
LOADERS = frozenset(
    {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "jsonpickle", "marshal", "shelve", "dbm", "yaml"}
)
"""Modules that make objects, or run code, out of data."""
CALLS = frozenset(
    {
        *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "builtins.eval", "builtins.exec"),
        *("jinja2.Template", "Template.from_string", "numpy.load", "np.load", "runpy.run_path"),
    }
)
METHODS = frozenset({"from_string", "compile_expression", "read_pickle", "load_pickle", "allow_pickle"})


def named(node: ast.expr) -> str:
    """A dotted name, empty for any other expression."""
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def forbidden(source: str) -> Iterator[str]:
    """Name what a source imports or calls that it must not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] in LOADERS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LOADERS:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            yield from _called(node)


def _called(node: ast.Call) -> Iterator[str]:
    name = named(node.func)
    if name in CALLS or (isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
        yield name
    if name.endswith("import_module") and not _is_ours(node.args[0]):
        yield f"{name} of a name that is neither a constant nor one of ours"
    for word in node.keywords:
        if word.arg in {"shell", "allow_pickle"} and not (
            isinstance(word.value, ast.Constant) and not word.value.value
        ):
            yield f"{name}({word.arg}=...)"


def _is_ours(module: ast.expr) -> bool:
    """Whether the name of a module is written out, or begins as the program's own or as a script beside it."""
    first = module.values[0] if isinstance(module, ast.JoinedStr) else module
    whole = isinstance(module, ast.Constant)
    return isinstance(first, ast.Constant) and (whole or str(first.value).startswith(("extractor.", "by_")))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_unpickles_or_evaluates(path: Path) -> None:
    assert list(forbidden(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "import os, shelve as s",
        "from marshal import loads",
        "import yaml",
        "def f():\n    from cloudpickle import load",
        "eval(text)",
        "exec(text)",
        "compile(text, '', 'exec')",
        "__import__(name)",
        "os.system(text)",
        "subprocess.run(text, shell=True)",
        "numpy.load(path, allow_pickle=flag)",
        "environment.from_string(text)",
        "importlib.import_module(name)",
        "importlib.import_module(f'{name}')",
        "importlib.import_module(f'os.{name}')",
    ],
)
def test_each_of_them_would_be_found(source: str) -> None:
    assert list(forbidden(source))


@pytest.mark.parametrize(
    "source",
    ["re.compile(words)", "import json", "run(words, shell=False)", "load(x)", "import_module(f'extractor.{name}')"],
)
def test_what_only_looks_like_one_is_left_alone(source: str) -> None:
    assert list(forbidden(source)) == []


def test_every_environment_of_templates_is_strict() -> None:
    """An unknown variable is an error, and pages escape what they show."""
    found = [
        (path.name, {word.arg: ast.unparse(word.value) for word in node.keywords})
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and named(node.func).split(".")[-1].endswith("Environment")
    ]
    assert {name for name, _ in found} == {"prompting.py", "page.py"}
    assert {given["undefined"] for _, given in found} == {"StrictUndefined"}
    assert [given["autoescape"] for name, given in found if name == "page.py"] == ["True"]


def test_no_template_marks_a_variable_as_safe() -> None:
    templates = [path for room in ("extractor", "evals", "prompts") for path in (ROOT / room).rglob("*.jinja")]
    assert len(templates) > 4
    words = re.compile(r"\|\s*safe\b|autoescape|__html__|Markup")
    assert [path.name for path in templates if words.search(path.read_text("utf-8"))] == []
