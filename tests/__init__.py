"""Tests, laid out like `playground/`."""
