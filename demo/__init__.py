"""A simulated household with planted habits, for the demo, the tests and the benchmarks."""
