"""The public pages of the alliance: its members, its growth, its by-laws, and the check of a certificate."""

import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from openlab import taxonomy
from openlab.choices import sido_facets
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.kit import clock
from openlab.kit.listing import Listing
from openlab.kit.tabular_out import write_csv
from openlab.kit.web import page_number, public
from openlab.membership import bylaws, directory, growth
from openlab.membership.certificates import spelled, standing
from openlab.membership.charts import growth_chart, growth_rows
from openlab.membership.labels import CLASS_LABELS
from openlab.membership.queries import find_certificate
from openlab.membership.states import MemberClass

bp = Blueprint("alliance", __name__, url_prefix="/alliance")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the members in good standing, narrowed by class, region and field."""
    given = {name: request.args.get(name, "")[:80] for name in ("member_class", "sido", "category", "q")}
    filters = directory.Filters(**given)
    listing, facets = Listing("alliance.index", request.args), directory.count_facets(filters)
    classes = [(one.value, CLASS_LABELS[one]) for one in MemberClass]
    fields = [(field.code, field.label()) for field in taxonomy.categories()]
    groups = [
        listing.group(_("구분"), "member_class", classes, facets.member_class, shown=8),
        listing.group(_("지역"), "sido", sido_facets(), facets.sido, by_count=True),
        listing.group(_("분야"), "category", fields, facets.category, shown=12),
    ]
    return render_template(
        "membership/index.html",
        page=directory.list_members(filters, page_number()),
        filters=filters,
        facet_groups=groups,
        listing=listing,
        active=listing.active(groups),
        classes=CLASS_LABELS,
    )


@bp.get("/growth")
@public
def growth_page() -> ResponseReturnValue:
    """Show how the alliance grew: the two sourced figures, then the members of this site."""
    months = growth.own_months()
    head, rows = growth_rows(months)
    return render_template("membership/growth.html", chart=growth_chart(months), head=head, rows=rows)


@bp.get("/growth.csv")
@public
def growth_csv() -> ResponseReturnValue:
    """Give the same table as CSV."""
    head, rows = growth_rows(growth.own_months(), plain=True)
    stream = io.BytesIO()
    write_csv(stream, head, [dict(zip(head, row, strict=True)) for row in rows])
    headers = {"Content-Disposition": f'attachment; filename="openlab-members-{clock.today():%Y-%m-%d}.csv"'}
    return Response(stream.getvalue(), mimetype="text/csv", headers=headers)


@bp.get("/check")
@public
def check() -> ResponseReturnValue:
    """Say whether a certificate is genuine and still valid."""
    code = request.args.get("code", "")[:40]
    certificate = find_certificate(code)
    return render_template(
        "membership/check.html",
        code=code,
        certificate=certificate,
        standing=standing(certificate) if certificate else None,
        spelled=spelled(certificate.code) if certificate else "",
        classes=CLASS_LABELS,
    )


@bp.get("/bylaws")
@public
def rules() -> ResponseReturnValue:
    """Show the by-laws in force."""
    return render_template("membership/bylaws.html", text=bylaws.text(current_locale()), version=bylaws.VERSION)
