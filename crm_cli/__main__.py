"""The entry point: `crm`, and `python -m crm_cli`."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False  # importing typing takes a quarter as long as starting Python
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> None:
    """Run the program and exit with its code."""
    if sys.stdout is None:  # started with stdout closed
        if sys.stderr is not None:
            print("error: standard output is closed", file=sys.stderr)
            print("hint: nothing was changed; send it to /dev/null instead", file=sys.stderr)
        sys.exit(1)
    if sys.argv[1:] == ["--version"]:  # worth a shortcut: scripts ask it often
        from crm_cli import __version__

        _end(0, f"crm {__version__}\n")
    # A command that lives for a tenth of a second has nothing to collect: its modules stay.
    gc.set_threshold(100_000, 20, 20)
    # Until the program is up, Ctrl-C ends it without a traceback.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from crm_cli.cli import main as run

    signal.signal(signal.SIGINT, handler)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # A bare environment (cron) has no locale; names are UTF-8 all the same.
            encoding = (stream.encoding or "").lower()
            if encoding in ("ascii", "us-ascii", "ansi_x3.4-1968"):
                stream.reconfigure(encoding="utf-8")
            elif encoding not in ("utf-8", "utf8"):  # a code page lacks what the help has
                stream.reconfigure(errors="backslashreplace")
    _end(run())


def _end(code: int, text: str = "") -> NoReturn:
    """Write what is left, and exit."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        code = 141
        _silence()
    except OSError as error:
        print(f"error: cannot write the output: {error.strerror}", file=sys.stderr)
        code = code or 1
        _silence()
    _leave(code)


def _silence() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _leave(code: int) -> NoReturn:
    """Exit without taking every module apart first, which costs as much as starting Python."""
    atexit._run_exitfuncs()
    with suppress(AttributeError, OSError, ValueError):  # nobody may be listening
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
