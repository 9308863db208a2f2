"""Prowess in Slack: what people write comes in here and what the engine answers goes out.

This package speaks Slack and nothing else: rules live in `core`, suggestions in `tagging`, and no
SQL is written here.
"""
