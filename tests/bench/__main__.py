"""`python -m tests.bench [NAME…] [--small] [--json]`: takes the figures and says which goals are met."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from bot.garbage import look_less_often
from bot.logs import configure_logs
from tests.bench.acknowledging import acknowledging
from tests.bench.catalogue import catalogue
from tests.bench.chaos import chaos
from tests.bench.everyday import everyday
from tests.bench.finding import finding
from tests.bench.gaps import gaps
from tests.bench.ground import Ground
from tests.bench.judging import judging
from tests.bench.learning import learning
from tests.bench.lines import Line
from tests.bench.plans import plans
from tests.bench.qualifications import listing
from tests.bench.size import FULL, SMALL
from tests.bench.starting import loading, starting
from tests.bench.suggesting import suggesting
from tests.bench.sweeping import sweeping
from tests.bench.table import heading, machine, machine_line, row
from tests.bench.tagging import tagging
from tests.bench.targets import targeting

BENCHES: dict[str, Callable[[Ground], Iterator[Line]]] = {
    "start": starting,
    "acknowledge": acknowledging,
    "suggest": suggesting,
    "tagging": tagging,
    "everyday": everyday,
    "catalogue": catalogue,
    "learning": learning,
    "judging": judging,
    "gaps": gaps,
    "qualifications": listing,
    "finding": finding,
    "targets": targeting,
    "plans": plans,
    "sweep": sweeping,
    "chaos": chaos,
    "sample": loading,
}
"""By name, in the order they are taken: the sweep changes the crowd, so it comes after what reads it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the figures; 0 whether or not the goals are met."""
    chosen = _parser().parse_args(arguments)
    names = [name for name in BENCHES if name in chosen.names] or list(BENCHES)
    configure_logs("ERROR")
    logging.getLogger().setLevel(logging.ERROR)
    look_less_often()  # as the product does when it has started
    with ExitStack() as stack:
        ground = Ground(SMALL if chosen.small else FULL, stack, _aside)
        found = machine(ground.postgres_version())
        if not chosen.json:
            print(machine_line(found), heading(), sep="\n\n", flush=True)
        lines = list(_taken(ground, names, show=not chosen.json))
    if chosen.json:
        print(json.dumps({"machine": found, "lines": [line.as_dict() for line in lines]}, indent=2))
    else:
        print(_summary(lines))
    return 0


def _taken(ground: Ground, names: Sequence[str], *, show: bool) -> Iterator[Line]:
    for name in names:
        for line in BENCHES[name](ground):
            if show:
                print(row(line), flush=True)
            yield line


def _summary(lines: Sequence[Line]) -> str:
    verdicts = [line.verdict for line in lines]
    met, missed, skipped = (verdicts.count(each) for each in ("met", "not met", "skipped"))
    return f"\n{met} goals met, {missed} not met, {skipped} skipped"


def _aside(what: str) -> None:
    """Say on standard error what takes long."""
    print(f"... {what}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Figures with their goals.")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *BENCHES], help=", ".join(BENCHES))
    parser.add_argument("--small", action="store_true", help="a hundredth of the size, to see that all works")
    parser.add_argument("--json", action="store_true", help="for other programs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
