"""How fast it is: each figure with the size of its data and something to hold it against, measured in the same run."""

import openlab  # noqa: F401 - one thread a product, for everybody here: it must say so before numpy is loaded
