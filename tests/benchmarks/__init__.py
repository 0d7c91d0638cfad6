"""Tests of the benchmarks: what they count, not what they measure."""
