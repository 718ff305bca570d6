"""Thousands of random edits of documents, and what they were: `python -m tests.benchmarks.random_user`."""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.document.random_user import User


def main() -> None:
    """Run the sequences; whatever is wrong with one ends it all, told by the shortest that shows it."""
    parser = argparse.ArgumentParser(description="Edit documents at random and check what is always true.")
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--actions", type=int, default=50)
    arguments = parser.parse_args()
    began = time.perf_counter()
    run_state_machine_as_test(
        User,
        settings=settings(
            max_examples=arguments.sequences,
            stateful_step_count=arguments.actions,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = User.done
    named = {
        name: count for name, count in done.items() if name not in ("sequences", "states", "refused", "steps")
    }
    print(f"{done['sequences']} sequences, {sum(named.values())} actions done, {done['refused']} refused,")
    print(f"{done['states']} states undone and redone, {time.perf_counter() - began:.0f} s")
    for name, count in sorted(named.items(), key=lambda item: -item[1]):
        print(f"{count:8d} {name}")


if __name__ == "__main__":
    main()
