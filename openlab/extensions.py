"""The shared instances that the application binds: nothing but instances."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from openlab.kit import counters as _database  # noqa: F401  # lets the limiter count in a database
from openlab.kit.db import Base

db = SQLAlchemy(model_class=Base)
login = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=True, default_limits=[])
