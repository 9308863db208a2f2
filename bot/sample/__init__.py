"""The sample organisation Nordlys Logistics: its files, and `load_sample`, which takes them in."""

from pathlib import Path

SAMPLE = Path(__file__).parent

__all__ = ["SAMPLE"]
