"""The Web API of the local workspace: Slack's methods, arguments, answers and errors, as far as a bot needs them."""
