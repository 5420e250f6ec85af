"""What hangs together: blueprints, template helpers, and who listens to which event."""

from flask import Blueprint, Flask

from openlab import presentation
from openlab.files.owners import register_owner
from openlab.files.views import bp as files
from openlab.identity.accounts.views import bp as accounts
from openlab.identity.orgs.views import bp as orgs
from openlab.needs import queries as need_queries
from openlab.needs.views import bp as needs
from openlab.solutions import queries as solution_queries

BLUEPRINTS: tuple[Blueprint, ...] = (accounts, files, needs, orgs)


def install(app: Flask) -> None:
    """Register everything the features bring."""
    presentation.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_owner("need", may_read=need_queries.may_read, may_edit=need_queries.may_edit)
    register_owner("solution", may_read=solution_queries.may_read, may_edit=solution_queries.may_edit)
