"""Statements of other systems (xAPI 1.0.3 and 2.0): taken in over HTTP, as results, completed courses, or voidings."""
