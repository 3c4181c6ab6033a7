"""All benches, one after the other: `python -m bench`."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("startup", "orders", "record_table", "statement", "plan_changes", "billing_run", "sign_in", "ssh")

for name in BENCHES:
    print(f"== bench.{name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
