"""Evals: how good the extraction is, measured against gold."""
