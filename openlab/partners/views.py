"""Pages of partner finding: notices, who fits them, and the conversations that requests open."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from openlab import taxonomy
from openlab.choices import category_facets
from openlab.editing import get_step, show_refusal, step_buttons, version_of
from openlab.fields import ReasonForm
from openlab.i18n import current_locale
from openlab.i18n import gettext as _
from openlab.identity.orgs.labels import SIZE_LABELS
from openlab.identity.orgs.models import Organisation
from openlab.identity.orgs.queries import get_organisation, organisations_by_id
from openlab.kit import charts, clock
from openlab.kit.errors import ConflictError, InvalidInputError, NotFoundError
from openlab.kit.policy import policies
from openlab.kit.web import current_actor, guarded_by, id_argument, page_number, public, requires
from openlab.partners import queries, service
from openlab.partners.forms import MessageForm, NoticeForm, ReplyForm
from openlab.partners.labels import KIND_LABELS, NOTICE_ACTIONS, NOTICE_LABELS, REQUEST_ACTIONS, REQUEST_LABELS
from openlab.partners.models import PartnerNotice, PartnerRequest
from openlab.partners.policies import firms_spoken_for
from openlab.partners.ranking import NoticeIndex, Partner, rank
from openlab.partners.states import NOTICES, REQUESTS

bp = Blueprint("partners", __name__, url_prefix="/partners")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """List what firms seek and offer."""
    kind, category = request.args.get("kind", "")[:10], request.args.get("category", "")[:40]
    actor = current_actor()
    return render_template(
        "partners/index.html",
        page=queries.list_notices(kind, category, page_number()),
        kind=kind,
        category=category,
        kinds=KIND_LABELS,
        categories=category_facets(""),
        own=queries.own_notices(actor),
        may_post=policies.allows(actor, "partners:notice:create"),
        today=clock.today(),
        page_url=lambda number: url_for("partners.index", kind=kind or None, category=category or None, page=number),
    )


@bp.get("/notices/<slug_id:notice_id>")
@guarded_by("partners:notice:read")
def detail(notice_id: int) -> ResponseReturnValue:
    """Show one notice."""
    notice, actor = queries.get_notice(current_actor(), notice_id), current_actor()
    return render_template(
        "partners/detail.html",
        notice=notice,
        kinds=KIND_LABELS,
        sizes=SIZE_LABELS,
        status_label=NOTICE_LABELS[notice.status],
        owns=policies.allows(actor, "partners:notice:edit", notice),
        may_ask=bool(set(firms_spoken_for(actor)) - {notice.organisation_id}),
        steps=step_buttons(NOTICES, notice, actor, NOTICE_ACTIONS),
        today=clock.today(),
    )


@bp.route("/notices/new", methods=["GET", "POST"])
@requires("partners:notice:create")
def post() -> ResponseReturnValue:
    """Say what one's firm seeks or offers."""
    form = _with_firms(NoticeForm())
    if form.validate_on_submit():
        try:
            number = int(form.organisation_id.data)
            notice = service.post_notice(current_actor(), form.values(), organisation_id=number)
        except InvalidInputError as error:
            form.take_errors(error, "title")
        else:
            flash(_("글을 올렸습니다. 맞는 상대를 까닭과 함께 보여 드립니다."), "success")
            return redirect(url_for("partners.matches", notice_id=notice.slug), 303)
    return render_template("partners/edit.html", form=form, notice=None), 422 if form.errors else 200


@bp.route("/notices/<slug_id:notice_id>/edit", methods=["GET", "POST"])
@guarded_by("partners:notice:edit")
def edit(notice_id: int) -> ResponseReturnValue:
    """Change a notice."""
    notice, status = _own(notice_id), 200
    form = NoticeForm(data=NoticeForm.prefill(notice))
    del form.organisation_id
    if form.validate_on_submit():
        try:
            service.edit_notice(current_actor(), notice, form.values(), version_of(form))
        except (ConflictError, InvalidInputError) as error:
            status = show_refusal(form, error, notice)
        else:
            flash(_("바꾼 내용을 저장했습니다."), "success")
            return redirect(url_for("partners.detail", notice_id=notice.slug), 303)
    return render_template("partners/edit.html", form=form, notice=notice), 422 if form.errors else status


@bp.post("/notices/<slug_id:notice_id>/<any(close, reopen):action>")
@guarded_by("partners:notice:edit")
def step(notice_id: int, action: str) -> ResponseReturnValue:
    """Close a notice or open it again."""
    notice = _own(notice_id)
    service.act_on_notice(current_actor(), notice, action)
    flash(_("‘%(title)s’: %(status)s", title=notice.text("title", current_locale()),
            status=NOTICE_LABELS[notice.status]), "success")  # fmt: skip
    return redirect(url_for("partners.detail", notice_id=notice.slug), 303)


@bp.get("/notices/<slug_id:notice_id>/matches")
@guarded_by("partners:notice:edit")
def matches(notice_id: int) -> ResponseReturnValue:
    """Rank the firms that fit a notice of one's own, with the reasons."""
    notice = _own(notice_id)
    found: NoticeIndex = current_app.extensions["openlab.partners"]
    rows = [_row(number, partner) for number, partner in enumerate(rank(found, notice), 1)]
    return render_template("partners/matches.html", notice=notice, rows=rows, kinds=KIND_LABELS)


@bp.route("/requests/new", methods=["GET", "POST"])
@requires("partners:request:create")
def ask() -> ResponseReturnValue:
    """Ask another firm to work together; ?notice= or ?organisation= says whom."""
    notice, to = _asked()
    form = _with_firms(MessageForm(), without=to.id)
    if form.validate_on_submit():
        try:
            number = int(form.organisation_id.data)
            sent = service.ask(current_actor(), to, form.message.data, organisation_id=number, notice=notice)
        except InvalidInputError as error:
            form.take_errors(error, "message")
        except ConflictError as error:
            form.message.errors = [str(error.message)]
        else:
            flash(_("제안을 보내고 메일로 알렸습니다."), "success")
            return redirect(url_for("partners.thread", request_id=sent.id), 303)
    return render_template("partners/ask.html", form=form, to=to, notice=notice), 422 if form.errors else 200


@bp.get("/requests")
@requires("partners:request:create")
def inbox() -> ResponseReturnValue:
    """List the conversations of one's firms."""
    return render_template(
        "partners/inbox.html",
        requests=queries.requests_of(current_actor()),
        mine=firms_spoken_for(current_actor()),
        labels=REQUEST_LABELS,
    )


@bp.get("/requests/<slug_id:request_id>")
@guarded_by("partners:request:read")
def thread(request_id: int) -> ResponseReturnValue:
    """Show one conversation."""
    return _thread_page(queries.get_request(current_actor(), request_id), ReplyForm(formdata=None))


@bp.post("/requests/<slug_id:request_id>/messages")
@guarded_by("partners:request:write")
def write(request_id: int) -> ResponseReturnValue:
    """Add a message."""
    asked, form = queries.get_request(current_actor(), request_id), ReplyForm()
    policies.require(current_actor(), "partners:request:write", asked)
    if not form.validate_on_submit():
        return _thread_page(asked, form), 422
    service.write(current_actor(), asked, form.message.data)
    flash(_("글을 보내고 메일로 알렸습니다."), "success")
    return redirect(url_for("partners.thread", request_id=asked.id), 303)


@bp.route("/requests/<slug_id:request_id>/<any(accept, decline, withdraw):action>", methods=["GET", "POST"])
@guarded_by("partners:request:decide")
def decide(request_id: int, action: str) -> ResponseReturnValue:
    """Ask before a decision, for the reason where one is needed, and take it."""
    asked, form = queries.get_request(current_actor(), request_id), ReasonForm()
    row = get_step(REQUESTS, asked, current_actor(), action)
    is_ready = form.validate_on_submit() if row.needs_reason else form.is_submitted()
    if not is_ready:
        page = render_template(
            "partners/confirm.html", form=form, asked=asked, label=REQUEST_ACTIONS[action], asks=row.needs_reason,
            action=url_for("partners.decide", request_id=asked.id, action=action),
        )  # fmt: skip
        return page, 422 if form.errors else 200
    service.decide(current_actor(), asked, action, form.reason.data or "")
    flash(_("‘%(title)s’: %(status)s", title=asked.subject, status=REQUEST_LABELS[asked.status]), "success")
    return redirect(url_for("partners.thread", request_id=asked.id), 303)


def _own(notice_id: int) -> PartnerNotice:
    notice = queries.get_notice(current_actor(), notice_id)
    policies.require(current_actor(), "partners:notice:edit", notice)
    return notice


def _asked() -> tuple[PartnerNotice | None, Organisation]:
    number = id_argument("notice")
    if number is not None:
        notice = queries.get_notice(current_actor(), number)
        return notice, notice.organisation
    organisation_id = id_argument("organisation")
    if organisation_id is None:
        raise NotFoundError(kind="organisation")
    return None, get_organisation(organisation_id)


def _with_firms(form: Any, without: int = 0) -> Any:
    actor, locale = current_actor(), current_locale()
    mine = [number for number in firms_spoken_for(actor) if number != without]
    known = organisations_by_id(mine)
    mine.sort(key=lambda number: number != actor.organisation_id)
    form.organisation_id.choices = [(str(number), known[number].label(locale)) for number in mine]
    return form


def _thread_page(asked: PartnerRequest, form: ReplyForm) -> str:
    actor = current_actor()
    mine = firms_spoken_for(actor)
    return render_template(
        "partners/thread.html",
        asked=asked,
        form=form,
        other=asked.to_organisation if asked.organisation_id in mine else asked.organisation,
        mine=mine,
        labels=REQUEST_LABELS,
        steps=step_buttons(REQUESTS, asked, actor, REQUEST_ACTIONS),
        may_write=policies.allows(actor, "partners:request:write", asked),
    )


def _row(rank_number: int, partner: Partner) -> dict[str, Any]:
    """Return one partner as the match row draws it."""
    locale, thing, why = current_locale(), partner.thing, partner.reason
    chips = list(why.chips)
    if partner.sized is not None:
        size = thing.organisation.size_class
        chips.append(("fits" if partner.sized else "check", _("바라는 규모"), str(SIZE_LABELS[size]) if size else ""))
    chart = charts.score_parts(f"score-{'notice' if partner.is_notice else 'solution'}-{thing.id}", _("점수의 구성"),
                               why.bars)  # fmt: skip
    notice_url = url_for("partners.detail", notice_id=thing.slug) if partner.is_notice else ""
    ask_for = {"notice": thing.id} if partner.is_notice else {"organisation": thing.organisation_id}
    return {
        "rank": rank_number,
        "title": thing.organisation.label(locale),
        "url": url_for("orgs.detail", organisation_id=thing.organisation.slug),
        "level": why.level,
        "thing": thing.text("title", locale),
        "thing_url": notice_url or url_for("solutions.detail", solution_id=thing.slug),
        "is_notice": partner.is_notice,
        "meta": [taxonomy.category_label(thing.category)],
        "mine": why.mine,
        "theirs": why.theirs,
        "langs": why.langs,
        "chips": chips,
        "evidence": why.evidence,
        "score": why.score,
        "parts": why.parts,
        "bar": chart.svg,
        "ask_url": url_for("partners.ask", **ask_for),
    }
