"""What hangs together: blueprints, template helpers, and who listens to which event."""

from flask import Blueprint, Flask

from openlab import presentation
from openlab.files.views import bp as files

BLUEPRINTS: tuple[Blueprint, ...] = (files,)


def install(app: Flask) -> None:
    """Register everything the features bring."""
    presentation.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
