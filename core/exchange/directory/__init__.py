"""People and groups in files."""
