"""Personal data: everybody with their own, the alliance with the record of accesses, everybody with its proof."""

from tests.access.table import PUBLIC, Route

ROUTES = [
    Route(endpoint="record.index", permission=PUBLIC),
    Route(endpoint="record.heads", permission=PUBLIC, ok=(404,)),
    Route(endpoint="record.key", permission=PUBLIC, ok=(404,)),
]
