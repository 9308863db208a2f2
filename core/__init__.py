"""The competency engine: people, frameworks, evidence, ratings and targets, without Slack, network or model.

Open it with `core.engine.Engine`; every change goes through `Engine.transaction`, every read through
`Engine.reading` (rule core/apart).
"""
