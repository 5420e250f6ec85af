"""Pages to take one's own data out, and to let one's account go."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.errors import ConflictError, InvalidInputError
from openlab.kit.web import current_actor, keep_changes, requires
from openlab.privacy import deletion, own_data
from openlab.privacy.forms import PasswordCheckForm

bp = Blueprint("own", __name__, url_prefix="/account")


@bp.get("/data")
@requires("privacy:self:use")
def data() -> ResponseReturnValue:
    """Tell what the file holds and ask for the password."""
    return render_template("privacy/data.html", form=PasswordCheckForm(formdata=None))


@bp.post("/data")
@requires("privacy:self:use")
def download_data() -> ResponseReturnValue:
    """Give the file."""
    form = PasswordCheckForm()
    if form.validate_on_submit():
        try:
            content = own_data.export(current_actor(), current_user.login, form.password.data)
        except InvalidInputError as error:
            return render_template("privacy/data.html", form=_refused(form, error)), error.status
        name = f"openlab-my-data-{clock.today():%Y-%m-%d}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, mimetype="application/zip", headers=headers)
    return render_template("privacy/data.html", form=form), 422


@bp.get("/delete")
@requires("privacy:self:use")
def delete() -> ResponseReturnValue:
    """Tell what goes, what stays and why, and ask for the password; or show what waits."""
    return _delete_page(PasswordCheckForm(formdata=None))


@bp.post("/delete")
@requires("privacy:self:use")
def ask_to_delete() -> ResponseReturnValue:
    """Begin the waiting time."""
    form = PasswordCheckForm()
    if not form.validate_on_submit():
        return _delete_page(form), 422
    try:
        deletion.ask(current_actor(), current_user.login, form.password.data)
    except InvalidInputError as error:
        return _delete_page(_refused(form, error)), error.status
    except ConflictError as error:
        return _delete_page(form, refusal=error), error.status
    flash(_("삭제를 신청했습니다. 그때까지 언제든 되돌릴 수 있습니다."), "success")
    return redirect(url_for("own.delete"), 303)


@bp.post("/delete/undo")
@requires("privacy:self:use")
def take_back() -> ResponseReturnValue:
    """Keep the account after all."""
    deletion.take_back(current_actor())
    flash(_("삭제 신청을 되돌렸습니다. 계정은 그대로입니다."), "success")
    return redirect(url_for("own.delete"), 303)


def _delete_page(form: PasswordCheckForm, refusal: Any = None) -> str:
    user_id = current_actor().user_id or 0
    return render_template(
        "privacy/delete.html",
        form=form,
        refusal=refusal,
        waiting=deletion.find_waiting(user_id),
        hand_over=deletion.to_hand_over(user_id),
        days=deletion.WAIT.days,
    )


def _refused(form: PasswordCheckForm, error: InvalidInputError) -> PasswordCheckForm:
    """Show a refused password beside its field, and let the failure be counted."""
    keep_changes()
    form.take_errors(error, "password")
    return form
