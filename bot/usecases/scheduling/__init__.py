"""Planning a check-in, step by step, and changing it from now on."""

from bot.usecases.scheduling.planning import choose, offer, plan, save, write
from bot.usecases.scheduling.reopening import duplicate, edit, rewrite

__all__ = ["choose", "duplicate", "edit", "offer", "plan", "rewrite", "save", "write"]
