"""The pages between the features, and what everybody may call."""

from tests.access.people import SIGNED_IN
from tests.access.table import PUBLIC, Route

ROUTES = [
    *(Route(endpoint=f"portal.{name}", permission=PUBLIC) for name in ("home", "help_index", "healthz", "robots")),
    Route(endpoint="portal.components", permission=PUBLIC),
    Route(endpoint="portal.readyz", permission=PUBLIC, ok=(200, 503)),
    Route(endpoint="portal.help_topic", permission=PUBLIC, args={"topic": "start"}),
    Route(endpoint="portal.my_work", permission="accounts:self:use", first="permission", who={"": SIGNED_IN}),
    Route(endpoint="api.list_categories", permission=PUBLIC),
    Route(endpoint="api.list_regions", permission=PUBLIC),
    Route(endpoint="demo.sign_in", method="POST", permission=PUBLIC, args={"role": "official"}, ok=(404,)),
]
