"""`python -m bot` is the program `prowess`."""

import sys

from bot.cli import main

sys.exit(main())
