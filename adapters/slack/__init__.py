"""Slack: one workspace's installation, over signed HTTP or Socket Mode."""
