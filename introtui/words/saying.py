"""Running a word that was understood: what goes wrong is a sentence and an exit code, never a traceback."""

from __future__ import annotations

import argparse
import sys

from introtui.domain.errors import IntrotuiError, InvalidFields, InvalidValue
from introtui.domain.text import safe

REFUSED, NOT_UNDERSTOOD = 1, 2


def say(options: argparse.Namespace) -> int:
    """Run a word; returns the exit code: 0 done, 1 refused or failed, 2 not understood."""
    try:
        return int(options.run(options))
    except (InvalidValue, InvalidFields) as error:
        print(safe(f"introtui: {error}"), file=sys.stderr)
        return NOT_UNDERSTOOD
    except IntrotuiError as error:
        print(safe(f"introtui: {error}"), file=sys.stderr)
        return REFUSED
    except (KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        return _failed(error)


def _failed(error: Exception) -> int:
    from introtui.logs import log_place, log_to_file, log_with_reference

    log_to_file()
    reference = log_with_reference(error)
    sentence = f"introtui: that did not work. Reference {reference} in the log tells why: {log_place()}"
    print(safe(sentence), file=sys.stderr)
    return REFUSED
