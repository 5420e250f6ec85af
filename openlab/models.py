"""Every table of the program, imported once, for migrations and test databases."""

from importlib import import_module

MODULES = (
    "openlab.audit.models",
    "openlab.jobs.models",
    "openlab.identity.accounts.models",
    "openlab.identity.orgs.models",
    "openlab.identity.orgs.invitations.models",
    "openlab.identity.orgs.proof.models",
    "openlab.rules.models",
    "openlab.files.models",
    "openlab.profiles.models",
    "openlab.needs.models",
    "openlab.solutions.models",
    "openlab.membership.models",
    "openlab.committees.models",
    "openlab.committees.votes.models",
    "openlab.partners.models",
    "openlab.partners.consortia.models",
    "openlab.matching.models",
    "openlab.matching.feedback.models",
    "openlab.quality.models",
    "openlab.notifications.models",
    "openlab.admin.abuse.models",
    "openlab.admin.announcements.models",
    "openlab.admin.impersonation.models",
    "openlab.privacy.models",
)


def import_models() -> None:
    """Import the modules that define tables, so that the metadata is complete."""
    for name in MODULES:
        import_module(name)
