"""openlab: the two-way marketplace of Korea's smart cities.

Municipalities post urban problems (needs), firms list solutions, meaning and words rank whom to talk to in both
directions and say why, and what they try together is followed as a pilot.  Start reading at `app.py`, then `needs/`.
"""

import os

# Must stand before numpy and tokenizers are loaded. Workers make many small products and cut many short texts at once:
# threads within one of them only wait for each other, and on a busy machine a product of 0.1 ms took 20. Whoever sets
# the variables is heard.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

__version__ = "0.1.0"
