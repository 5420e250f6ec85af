"""What hangs together: blueprints, template helpers, the matching index, and who listens to which event."""

from functools import partial

from apiflask import APIFlask
from flask import Blueprint

from openlab import presentation
from openlab.admin.abuse.views import bp as abuse
from openlab.admin.announcements.views import banners
from openlab.admin.announcements.views import bp as announcements
from openlab.admin.desk.views import bp as desk
from openlab.admin.impersonation.views import bp as impersonation
from openlab.admin.impersonation.views import visit
from openlab.admin.rulebook.views import bp as rulebook
from openlab.admin.views import bp as admin
from openlab.api import views as api
from openlab.committees import queries as committee_queries
from openlab.committees.electorates import committee_lists
from openlab.committees.meetings import queries as meeting_queries
from openlab.committees.meetings.views import bp as meetings
from openlab.committees.views import bp as committees
from openlab.committees.votes.views import bp as votes
from openlab.config import ConfigError, Settings
from openlab.files.owners import register_owner
from openlab.files.service import sweep
from openlab.files.views import bp as files
from openlab.i18n import lazy_gettext as _l
from openlab.identity.accounts.address_views import bp as addresses
from openlab.identity.accounts.passkey_views import bp as passkeys
from openlab.identity.accounts.security_views import bp as security
from openlab.identity.accounts.service import forget_old
from openlab.identity.accounts.views import bp as accounts
from openlab.identity.orgs.departments.views import bp as departments
from openlab.identity.orgs.events import OrganisationsMerged
from openlab.identity.orgs.handover.views import bp as handover
from openlab.identity.orgs.handover.work import WorkKind, register_duty, register_work
from openlab.identity.orgs.invitations.service import expire_old
from openlab.identity.orgs.invitations.views import bp as invitations
from openlab.identity.orgs.merging.views import bp as merging
from openlab.identity.orgs.proof.service import forget_unused
from openlab.identity.orgs.proof.views import bp as proof
from openlab.identity.orgs.states import Role
from openlab.identity.orgs.views import bp as orgs
from openlab.jobs.mail import ask_before_sending
from openlab.jobs.service import every_day, every_minute
from openlab.kit.events import subscribe
from openlab.matching.encoder import EncoderChoice, EncoderError, load_encoder
from openlab.matching.feedback.counting import Uses
from openlab.matching.feedback.views import bp as feedback
from openlab.matching.market import change, sync, upkeep
from openlab.matching.market.encoders import Encoders
from openlab.matching.market.live import LiveIndex
from openlab.matching.queries import knows_model
from openlab.matching.text import Side
from openlab.matching.views import bp as matching
from openlab.membership import queries as member_queries
from openlab.membership import terms
from openlab.membership.ballot_views import bp as member_ballots
from openlab.membership.ballots import register_electorates
from openlab.membership.desk import bp as members
from openlab.membership.public_views import bp as alliance
from openlab.membership.views import bp as membership
from openlab.needs import events as need_events
from openlab.needs import queries as need_queries
from openlab.needs import service as need_service
from openlab.needs.states import OPEN
from openlab.needs.views import bp as needs
from openlab.notifications import heads
from openlab.notifications import service as notifications
from openlab.notifications.choosing import gate
from openlab.notifications.views import bp as mails
from openlab.partners.consortia.views import bp as consortia
from openlab.partners.ranking import NoticeIndex
from openlab.partners.views import bp as partners
from openlab.portal.views import bp as portal
from openlab.privacy.deletion import complete_due
from openlab.privacy.own_views import bp as own
from openlab.privacy.record_views import bp as record
from openlab.privacy.service import forget_accesses
from openlab.privacy.views import bp as privacy
from openlab.profiles import queries as profile_queries
from openlab.profiles.views import bp as profiles
from openlab.quality import measuring
from openlab.quality.views import bp as quality
from openlab.solutions import events as solution_events
from openlab.solutions import queries as solution_queries
from openlab.solutions import service as solution_service
from openlab.solutions.states import PUBLIC as LISTED
from openlab.solutions.views import bp as solutions

BLUEPRINTS: tuple[Blueprint, ...] = (
    portal,
    accounts,
    security,
    addresses,
    passkeys,
    orgs,
    departments,
    invitations,
    proof,
    handover,
    merging,
    files,
    matching,
    feedback,
    needs,
    solutions,
    profiles,
    alliance,
    membership,
    member_ballots,
    members,
    committees,
    meetings,
    votes,
    partners,
    consortia,
    admin,
    desk,
    abuse,
    rulebook,
    announcements,
    impersonation,
    quality,
    record,
    privacy,
    own,
    mails,
    api.bp,
)


def install(app: APIFlask) -> None:
    """Register everything the features bring."""
    settings: Settings = app.extensions["openlab.settings"]
    presentation.install(app)
    for blueprint in (*BLUEPRINTS, *_demo(settings)):
        app.register_blueprint(blueprint)
    api.install(app)
    app.jinja_env.globals.update(announcements=banners, visit=visit)
    register_owner("need", may_read=need_queries.may_read, may_edit=need_queries.may_edit)
    _register_profiles()
    register_owner("solution", may_read=solution_queries.may_read, may_edit=solution_queries.may_edit)
    register_owner(member_queries.OWNER, may_read=member_queries.may_read, may_edit=member_queries.may_edit)
    register_electorates(committee_lists)
    register_owner("committee", may_read=committee_queries.may_read, may_edit=committee_queries.may_edit)
    register_owner("committee_meeting", may_read=meeting_queries.may_read, may_edit=meeting_queries.may_edit)
    app.extensions["openlab.encoders"] = encoders = Encoders(_encoder_choice(app, settings))
    app.extensions["openlab.matching"] = market = LiveIndex(
        encoders, settings.home / "index", mirrored=settings.vectors == "pgvector"
    )
    app.extensions["openlab.partners"] = NoticeIndex(market)
    app.extensions["openlab.uses"] = Uses()
    every_minute(change.resume)
    every_minute(upkeep.look_after)
    every_minute(measuring.resume)
    every_minute(heads.keep)
    every_day(change.tidy)
    every_day(measuring.look_daily)
    every_day(forget_old)
    every_day(complete_due)
    every_day(partial(forget_accesses, settings.access_years))
    ask_before_sending(gate)
    every_day(expire_old)
    every_day(forget_unused)
    every_day(terms.look_daily)
    every_day(partial(sweep, settings.files_dir))
    _register_work()
    _subscribe()


def _register_profiles() -> None:
    """Let organisations carry logos, and their requests for verification documents."""
    rules = profile_queries
    register_owner("organisation", may_read=rules.may_read_organisation, may_edit=rules.may_edit_organisation)
    register_owner("verification_request", may_read=rules.may_read_request, may_edit=rules.may_edit_request)


def _register_work() -> None:
    """Say what is handed on when somebody leaves an organisation, and what waits for whoever holds a role."""
    writers = (Role.OFFICER, Role.MEMBER, Role.MANAGER)
    register_work("need", WorkKind(_l("수요"), need_queries.in_hand_of, need_service.hand_on, writers))
    register_work("solution", WorkKind(_l("솔루션"), solution_queries.in_hand_of, solution_service.hand_on, writers))
    register_duty(Role.APPROVER, need_queries.count_waiting_for_approval)


def _encoder_choice(app: APIFlask, settings: Settings) -> EncoderChoice:
    """Return the encoder of the settings; one that cannot be loaded and never was used here is a wrong setting."""
    choice = EncoderChoice(
        settings.encoder,
        settings.encoder_query_prompt,
        settings.encoder_document_prompt,
        settings.encoder_max_tokens,
        settings.encoder_batch,
        settings.encoder_device,
    )
    try:
        load_encoder(choice)
    except EncoderError as error:
        with app.app_context():
            if settings.encoder is not None and not knows_model(settings.encoder):
                raise ConfigError(f"{error.setting}: {error}") from error
    return choice


def _demo(settings: Settings) -> tuple[Blueprint, ...]:
    if not settings.demo:
        return ()
    from openlab.demo.views import bp as demo  # noqa: PLC0415  # one-click sign-in must not exist anywhere else

    return (demo,)


def _subscribe() -> None:
    """Let mails and the market's index follow what happens to needs and solutions."""
    for kind in notifications.LETTERS:
        subscribe(kind, notifications.announce)
    subscribe(need_events.NeedPublished, _need_published)
    subscribe(need_events.NeedChanged, _need_changed)
    subscribe(need_events.NeedClosed, _need_closed)
    subscribe(solution_events.SolutionListed, _solution_listed)
    subscribe(solution_events.SolutionChanged, _solution_changed)
    subscribe(solution_events.SolutionUnlisted, _solution_unlisted)
    subscribe(OrganisationsMerged, _organisations_merged)


def _organisations_merged(event: OrganisationsMerged) -> None:
    """Let the index learn the size and the name under which things are offered from now on."""
    for need in need_queries.of_organisations([event.target_id]):
        _need_changed(need_events.NeedChanged(need.id))
    for solution in solution_queries.of_organisations([event.target_id]):
        _solution_changed(solution_events.SolutionChanged(solution.id))


def _need_published(event: need_events.NeedPublished) -> None:
    sync.note_change(Side.NEEDS, event.need_id, live=True)


def _need_changed(event: need_events.NeedChanged) -> None:
    need = need_queries.find_need(event.need_id)
    if need is not None and need.status in OPEN:
        sync.note_change(Side.NEEDS, event.need_id, live=True)


def _need_closed(event: need_events.NeedClosed) -> None:
    sync.note_change(Side.NEEDS, event.need_id, live=False)


def _solution_listed(event: solution_events.SolutionListed) -> None:
    sync.note_change(Side.SOLUTIONS, event.solution_id, live=True)


def _solution_changed(event: solution_events.SolutionChanged) -> None:
    solution = solution_queries.find_solution(event.solution_id)
    if solution is not None and solution.status in LISTED:
        sync.note_change(Side.SOLUTIONS, event.solution_id, live=True)


def _solution_unlisted(event: solution_events.SolutionUnlisted) -> None:
    sync.note_change(Side.SOLUTIONS, event.solution_id, live=False)
