"""One-click sign-in for each role; the blueprint exists only in the demonstration."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from openlab.demo.content import role_addresses
from openlab.identity.accounts.queries import find_user_by_email
from openlab.identity.accounts.views import sign_in_as
from openlab.kit.errors import NotFoundError
from openlab.kit.web import public

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.post("/sign-in/<role>")
@public
def sign_in(role: str) -> Response:
    """Sign in as the demonstration's official, firm member or alliance admin."""
    email = role_addresses().get(role)
    user = find_user_by_email(email) if email else None
    if user is None or not user.demo:
        raise NotFoundError(kind="demo role")
    sign_in_as(user)
    return redirect("/work", 303)
