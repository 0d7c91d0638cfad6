"""Tests that drive a real Home Assistant, with real browsers and brokers."""
