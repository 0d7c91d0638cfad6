"""Changing a suggestion as somebody asks: by a closed set of edits, which code applies."""
