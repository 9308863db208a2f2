"""The benchmark suite: each figure with its goal, on generated crowds of the size the product is designed for.

`make bench`, or `python -m tests.bench [NAME…] [--small] [--json]`.
"""
