"""Tests of custom_components.homeiq.suggestions.refining."""
