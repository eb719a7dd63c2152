"""Peers: langextract and plain instructor on the same articles and model, scored by the same harness (README.md)."""
