"""Keeps Python's collector of cycles out of the way of answers."""

import gc

# New objects until the collector looks: an answer makes some two thousand, none of them in cycles.
LOOK_AFTER = 20_000


def settle() -> None:
    """Set aside what was loaded until now: it stays, so the collector need not walk through it in the midst of answers.

    For processes that serve and nothing else.  Without it one answer in a hundred takes 5 to 10 ms longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOK_AFTER, *gc.get_threshold()[1:])
