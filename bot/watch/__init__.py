"""What operators see of Weft while it runs: whether it is well, what it does, and how long that takes."""
