"""`python -m introtui`."""

from __future__ import annotations

import sys

from introtui.cli import main

sys.exit(main())
