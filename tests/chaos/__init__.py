"""Reminders under fire: real processes that are killed and frozen, a Slack in trouble, a database that crashes."""
