"""Where `weft` and `python -m bot` begin."""

from bot.cli.commands import main

if __name__ == "__main__":
    main()
