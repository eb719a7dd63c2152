"""Prompt folders, one a record kind: `system.jinja`, `article.jinja`, `examples.json`."""
