"""시·도 and 시·군·구 of Korea with their history: codes, labels, reading of names, the 시·도 map."""

from openlab.regions.names import label, parse_region, short_label, suggest_regions
from openlab.regions.table import (
    NATIONWIDE,
    Region,
    RegionKind,
    UnknownRegionError,
    current,
    find_region,
    get_region,
    is_depopulation_area,
    is_served,
    sido_of,
    sidos,
    sigungus,
)

__all__ = [
    "NATIONWIDE",
    "Region",
    "RegionKind",
    "UnknownRegionError",
    "current",
    "find_region",
    "get_region",
    "is_depopulation_area",
    "is_served",
    "label",
    "parse_region",
    "short_label",
    "sido_of",
    "sidos",
    "sigungus",
    "suggest_regions",
]
