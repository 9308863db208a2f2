"""Files out: what somebody may see, in formats that are read again (imports/round-trip)."""
