"""Posting what waits on a lane: claim, look once more, post, record; after a crash look for the mark first."""

from bot.usecases.delivering.draining import drain

__all__ = ["drain"]
