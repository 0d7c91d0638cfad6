"""Benchmarks: figures beside a goal or a yardstick."""
