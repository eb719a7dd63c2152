"""Benchmarks: what the program costs, as figures that anyone can take again."""
