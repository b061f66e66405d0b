"""``python -m openhbm.cli`` is ``hbm``."""

from __future__ import annotations

import sys

from openhbm.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
