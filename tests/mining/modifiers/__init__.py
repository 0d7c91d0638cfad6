"""Tests of what changes when a habit holds."""
