"""Making a partnership what a file wants it to be: what is missing is added, what differs is changed, no more."""
