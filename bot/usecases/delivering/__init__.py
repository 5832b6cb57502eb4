"""Posting what waits on a lane: claim, look once more, post, record; after a crash look for the mark first."""

from bot.usecases.delivering.draining import drain
from bot.usecases.delivering.leasing import in_step

__all__ = ["drain", "in_step"]
