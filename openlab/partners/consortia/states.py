"""The parts that members of a consortium take, and the life of one."""

from enum import StrEnum

from openlab.kit.lifecycle import Lifecycle, Transition


class MemberRole(StrEnum):
    """What a member does in a consortium."""

    LEAD = "LEAD"
    PARTICIPANT = "PARTICIPANT"
    DEMAND = "DEMAND"  # the city or body that gives the site
    RESEARCH = "RESEARCH"


class ConsortiumStatus(StrEnum):
    """Where a consortium stands."""

    DRAFT = "DRAFT"
    READY = "READY"


class Template(StrEnum):
    """The usual make-ups of a consortium."""

    SME_LEADS = "SME_LEADS"
    EQUAL = "EQUAL"
    LIVING_LAB = "LIVING_LAB"


LIFECYCLE = Lifecycle(
    "consortium",
    ConsortiumStatus.DRAFT,
    [
        Transition("settle", ConsortiumStatus.DRAFT, ConsortiumStatus.READY, "partners:consortium:edit"),
        Transition("rework", ConsortiumStatus.READY, ConsortiumStatus.DRAFT, "partners:consortium:edit"),
    ],
)
