"""The browser inbox: letters and forms as plain pages, for people with neither Slack nor Teams."""
