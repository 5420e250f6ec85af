"""Pages on which the alliance makes one organisation of two."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.orgs.labels import KIND_LABELS
from openlab.identity.orgs.merging import queries, service
from openlab.identity.orgs.merging.forms import MergeForm
from openlab.identity.orgs.merging.labels import table_label
from openlab.identity.orgs.queries import get_organisation
from openlab.kit.errors import ConflictError
from openlab.kit.policy import policies
from openlab.kit.text import clean_line
from openlab.kit.web import current_actor, guarded_by

bp = Blueprint("merging", __name__, url_prefix="/organisations/<slug_id:organisation_id>/merge")


@bp.get("")
@guarded_by("orgs:organisation:merge")
def choose(organisation_id: int) -> ResponseReturnValue:
    """Look for the organisation that this one is in truth."""
    source = get_organisation(organisation_id)
    policies.require(current_actor(), "orgs:organisation:merge", source)
    q = clean_line(request.args.get("q", ""))[:80]
    return render_template(
        "merging/choose.html", source=source, q=q, found=queries.candidates(source, q), kinds=KIND_LABELS
    )


@bp.route("/<slug_id:target_id>", methods=["GET", "POST"])
@guarded_by("orgs:organisation:merge")
def confirm(organisation_id: int, target_id: int) -> ResponseReturnValue:
    """Show what moves and what is filled in, and merge."""
    source, target, actor = get_organisation(organisation_id), get_organisation(target_id), current_actor()
    policies.require(actor, "orgs:organisation:merge", source)
    form, refusal = MergeForm(), None
    try:
        service.require_mergeable(source, target)
        if form.validate_on_submit():
            service.merge(actor, source, target, form.reason.data)
            flash(_("%(name)s에 합쳤습니다.", name=target.label(current_locale())), "success")
            return redirect(url_for("orgs.detail", organisation_id=target.slug), 303)
    except ConflictError as error:
        refusal = error
    if refusal is not None:
        page = render_template("merging/refused.html", source=source, target=target, refusal=refusal)
        return page, refusal.status
    found = queries.preview(source, target)
    moved = [(table_label(name), count) for name, count in sorted(found.moved.items())]
    page = render_template("merging/confirm.html", source=source, target=target, form=form, moved=moved, plan=found)
    return page, 422 if form.errors else 200
