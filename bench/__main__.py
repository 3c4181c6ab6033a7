"""All benches but the longest, one after the other: `python -m bench`.

Those are for the server and run alone: `bench.churn` and `bench.hostile`.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "startup",
    "orders",
    "record_table",
    "statement",
    "bank_statement",
    "plan_changes",
    "billing_run",
    "sign_in",
    "ssh",
)

for name in BENCHES:
    print(f"== bench.{name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
