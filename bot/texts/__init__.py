"""The words: what people read and fill in, made from what the domain means. Pure."""
