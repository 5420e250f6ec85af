"""Who asks: one person of every role, in organisations that stand in every relation to the things asked for.

A is a municipality, B another one, C a public body; F is a firm, G another one, R a research institute.
"""

from collections.abc import Mapping

from openlab.identity.orgs.states import OrganisationKind as Kind
from openlab.identity.orgs.states import Role

ORGANISATIONS: Mapping[str, Kind] = {
    "A": Kind.MUNICIPALITY,
    "B": Kind.MUNICIPALITY,
    "C": Kind.PUBLIC_BODY,
    "F": Kind.COMPANY,
    "G": Kind.COMPANY,
    "R": Kind.RESEARCH,
    "alliance": Kind.ALLIANCE,
}
# name → roles as (organisation, role); nobody belongs anywhere
PEOPLE: Mapping[str, tuple[tuple[str, Role], ...]] = {
    "nobody": (),
    "removed": (),  # was an official of A; the role has been taken away, the session lives on
    "officer": (("A", Role.OFFICER),),
    "approver": (("A", Role.APPROVER),),
    "manager": (("A", Role.MANAGER),),
    "auditor": (("A", Role.AUDITOR),),
    "contract_officer": (("A", Role.CONTRACT_OFFICER),),
    "inspector": (("A", Role.INSPECTOR),),
    "evaluator": (("A", Role.EVALUATOR),),
    "other_manager": (("B", Role.OFFICER), ("B", Role.MANAGER), ("B", Role.APPROVER)),
    "body_manager": (("C", Role.OFFICER), ("C", Role.MANAGER), ("C", Role.APPROVER)),
    "member": (("F", Role.MEMBER),),
    "firm_manager": (("F", Role.MEMBER), ("F", Role.MANAGER)),
    "other_firm_manager": (("G", Role.MEMBER), ("G", Role.MANAGER)),
    "researcher": (("R", Role.MEMBER), ("R", Role.MANAGER)),
    "curator": (("alliance", Role.CURATOR),),
    "curator_in_firm": (("alliance", Role.CURATOR), ("F", Role.MEMBER)),
    "alliance_manager": (("alliance", Role.MANAGER),),
}
# Those whom the site must not know: nobody signed in, a cookie of a session that was ended, an account shut down.
DEAD = frozenset({"logged_out", "deactivated"})
VISITORS = frozenset({"anonymous", *DEAD})
SIGNED_IN = frozenset(PEOPLE)
EVERYBODY = SIGNED_IN | VISITORS

A_WRITERS = frozenset({"officer", "manager"})
A_PEOPLE = frozenset({"officer", "approver", "manager", "auditor", "contract_officer", "inspector", "evaluator"})
B_PEOPLE, C_PEOPLE = frozenset({"other_manager"}), frozenset({"body_manager"})
F_PEOPLE, G_PEOPLE = frozenset({"member", "firm_manager", "curator_in_firm"}), frozenset({"other_firm_manager"})
R_PEOPLE = frozenset({"researcher"})
CURATORS = frozenset({"curator", "curator_in_firm"})
NO_ONE: frozenset[str] = frozenset()
