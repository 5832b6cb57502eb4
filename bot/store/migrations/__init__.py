"""How the tables came to be, one revision after another; `bot.store.migrate` runs them."""
