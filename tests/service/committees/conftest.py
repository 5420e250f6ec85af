"""A committee with a chair, a secretary and a member, all of one firm that is a member of the alliance."""

from types import SimpleNamespace

import pytest

from tests.builders import make_alliance_member, make_committee, make_curator, seat_on


@pytest.fixture
def room(any_session):
    """The committee, its firm, and its people as actors."""
    firm, committee = make_alliance_member(), make_committee(visibility="MEMBERS")
    return SimpleNamespace(
        committee=committee,
        firm=firm,
        curator=make_curator(),
        chair=seat_on(committee, firm, "CHAIR", email="chair@example.org"),
        secretary=seat_on(committee, firm, "SECRETARY", email="secretary@example.org"),
        member=seat_on(committee, firm, email="member@example.org"),
    )
