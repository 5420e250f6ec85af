"""How the models of the market stand."""

from enum import StrEnum


class ModelState(StrEnum):
    """One model is active; another may be prepared to take its place; the rest are retired."""

    PREPARING = "PREPARING"
    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"
