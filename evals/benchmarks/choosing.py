"""Choosing: options of a benchmark -> the settings of what answers it, code alone or a model."""

import argparse

from extractor import Settings
from extractor.settings import RULES


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a model and how to reach it."""
    parser.add_argument("--model", default=RULES, help="model to ask (default: none, code alone)")
    parser.add_argument("--base-url", metavar="URL", help="OpenAI-compatible server")
    parser.add_argument("--mode", help="auto, live, record or replay")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that those options and the environment come to; raises `UsageError`."""
    return Settings.from_environment(None, model=options.model, base_url=options.base_url, mode=options.mode)
