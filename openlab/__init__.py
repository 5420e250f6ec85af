"""openlab: the two-way marketplace of Korea's smart cities.

Municipalities post urban problems (needs), firms list solutions, meaning and words rank whom to talk to in both
directions and say why, and what they try together is followed as a pilot.  Start reading at `app.py`, then `needs/`.
"""

__version__ = "0.1.0"
