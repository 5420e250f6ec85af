"""What the web tests share."""

import pytest

from openlab.extensions import db
from openlab.kit.db import transaction


@pytest.fixture
def build(app):
    """Run a function in a committed transaction and return what it returns."""

    def run(make):
        with app.app_context(), transaction(db.session):
            return make()

    return run
