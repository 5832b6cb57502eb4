"""Slack: the workspaces that one app is installed in, over signed HTTP or Socket Mode."""
