"""Tests of the rules of opportunities."""
