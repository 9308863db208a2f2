"""The competency engine: people, frameworks, evidence, ratings and targets, without Slack, network or model.

Open it with `core.opening.open_engine`; every change goes through `Engine.transaction`, every read through
`Engine.reading` (rule core/apart). `docs/engine.md` shows the way by example.
"""
