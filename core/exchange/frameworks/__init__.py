"""Frameworks in files: five formats read into one draft, the draft filed part by part, and written out again."""
