"""Tests of the relations between devices."""
