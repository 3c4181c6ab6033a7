"""Plants faults in a copy of the program, one at a time, and shows that the suite finds each.

python -m tests.proofs.planted
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("introtui", "tests", "pyproject.toml", "styles.tcss", "README.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A text of the program and the wrong one in its place."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...] = ("tests/services", "tests/machine")


FAULTS = (
    Fault(
        name="writers begin deferred",
        file="introtui/store/engine.py",
        right='"BEGIN IMMEDIATE" if writes else "BEGIN"',
        wrong='"BEGIN"',
        tests=("tests/store", "tests/proofs/test_many_at_once.py"),
    ),
    Fault(
        name="no idempotency key",
        file="introtui/services/books.py",
        right="    if add_unless_there(session, Idempotency, claim):",
        wrong="    if add_unless_there(session, Idempotency, claim) or True:",
    ),
    Fault(
        name="VAT in floating point",
        file="introtui/domain/money.py",
        right="    return share(money, rate_bp, _BASIS_POINTS)",
        wrong="    return Money(round(money.minor * (rate_bp / _BASIS_POINTS)), money.currency)",
        tests=("tests/domain",),
    ),
    Fault(
        name="the daily rate is rounded",
        file="introtui/domain/quotes.py",
        right="min(share(held.basis, days, of_days), held.uncredited)",
        wrong="min(Money(share(held.basis, 1, of_days).minor * days, held.basis.currency), held.uncredited)",
        tests=("tests/domain",),
    ),
    Fault(
        name="no audit row",
        file="introtui/services/context.py",
        right="        add_row(session, Audit, audit)",
        wrong="        audit.clear()",
    ),
    Fault(
        name="the rate is read when an invoice is paid",
        file="introtui/services/documents.py",
        right="    total = Money(document.net_minor + document.vat_minor, document.currency)\n    transaction",
        wrong=(
            "    from introtui.domain.money import percent\n"
            "    from introtui.services.taxing import customer_tax\n\n"
            "    net = Money(document.net_minor, document.currency)\n"
            "    tax = customer_tax(session, context, document.account_id, context.clock.today())\n"
            "    total = net + percent(net, tax.rate_bp)\n"
            "    transaction"
        ),
        tests=("tests/services/test_paying_later.py", "tests/machine"),
    ),
)


def main() -> int:
    missed = [fault.name for fault in FAULTS if not _found(fault)]
    return 1 if missed else 0


def _found(fault: Fault) -> bool:
    """Tell whether the suite turns red with a fault in place."""
    with tempfile.TemporaryDirectory(prefix="introtui-planted-") as name:
        copy = Path(name)
        for part in COPIED:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__", "*.raw"))
            else:
                shutil.copy(source, copy / part)
        _plant(fault, copy)
        options = ["-q", "-x", "-n", "2", "-p", "tests.proofs.unshrunk"]
        command = [sys.executable, "-m", "pytest", *options, *fault.tests]
        run = subprocess.run(
            command, cwd=copy, env={**os.environ, "PYTHONPATH": name}, capture_output=True, text=True, check=False
        )
    last = next((line for line in run.stdout.splitlines() if line.startswith("FAILED")), "")
    found = run.returncode != 0 and bool(last)
    sys.stdout.write(f"{'found ' if found else 'MISSED'}  {fault.name}  {last[:90]}\n")
    sys.stdout.flush()
    return found


def _plant(fault: Fault, copy: Path) -> None:
    path = copy / fault.file
    text = path.read_text()
    if text.count(fault.right) != 1:
        raise SystemExit(f"{fault.name}: the text to replace is not in {fault.file} exactly once")
    path.write_text(text.replace(fault.right, fault.wrong))


if __name__ == "__main__":
    raise SystemExit(main())
