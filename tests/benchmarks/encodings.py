"""How many files of the corpus are read rightly, wrongly or refused, and whether the right encoding
is then offered.

    python tests/benchmarks/encodings.py first second held
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from tests.importers.corpus import cases, verdict

KINDS = ("right", "WRONG", "offered", "missed")


def main() -> None:
    for part in [one for one in sys.argv[1:] if one != "-v"] or ["held"]:
        start = time.process_time()
        counts: dict[str, Counter[str]] = {"all": Counter()}
        for case in cases(part):
            found = verdict(case)
            if found in ("WRONG", "missed") and "-v" in sys.argv:
                print(found, case[:4])
            counts["all"][found] += 1
            counts.setdefault(case.kind, Counter())[found] += 1
        print(f"{part}: {time.process_time() - start:.0f} s of processor time")
        for kind, found in counts.items():
            total, refused = sum(found.values()), found["offered"] + found["missed"]
            print(
                f"  {kind:9} {total:5}:",
                *(f"{name} {found[name]}" for name in KINDS),
                f"| right {found['right'] / total:.1%}",
                f"offered of refused {found['offered'] / refused:.1%}" if refused else "",
            )


if __name__ == "__main__":
    main()
