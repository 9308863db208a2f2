"""The door of this slice, matter by matter; others come in by `core.activities` alone."""
