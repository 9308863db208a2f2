"""Achievement paths: what they are, where they are kept, who meets them, and what a change of them does."""
