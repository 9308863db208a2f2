"""The local workspace: a stand-in for Slack that ships with the product.

It gives the demo and the tests a Web API, signed delivery and one page to work in, and it refuses
what Slack would refuse. It knows nothing of the engine: only Slack's side of the conversation.
"""
