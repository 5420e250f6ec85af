"""What the API tells of organisations: their public profiles, and nothing that is not public."""

import pytest

from openlab.extensions import db
from openlab.identity.orgs.merging.service import merge
from openlab.identity.orgs.states import OrganisationKind, SizeClass
from openlab.kit.db import transaction
from openlab.kit.policy import SYSTEM
from tests.builders import make_organisation


@pytest.fixture
def firms(app):
    """The ids of a firm and of one that became part of it."""
    with app.app_context(), transaction(db.session):
        firm = make_organisation(
            OrganisationKind.COMPANY,
            "골목빛",
            name_en="Golmokbit",
            business_number="1248100998",
            size_class=SizeClass.STARTUP,
            service_regions=["11000"],
            region_code="11680",
        )
        twin = make_organisation(OrganisationKind.COMPANY, "골목빛(주)", verified_at=None)
        make_organisation(OrganisationKind.RESEARCH, "다른 곳")
        merge(SYSTEM, twin, firm, "두 번 등록됨")
        return firm.id, twin.id


def test_list_is_narrowed_and_leaves_out_what_became_part_of_another(get, firms):
    answer = get("/organisations", kind="COMPANY", q="골목", sido="11")
    assert [one["id"] for one in answer.json["items"]] == [firms[0]]
    assert (answer.json["total"], answer.json["pages"]) == (1, 1)
    every = [one["id"] for one in get("/organisations", per_page=100).json["items"]]
    assert firms[0] in every
    assert firms[1] not in every
    assert get("/organisations", kind="NONSENSE").status_code == 422


def test_profile_tells_what_is_public_and_no_registration_number(get, firms):
    answer = get(f"/organisations/{firms[0]}")
    assert (answer.json["name_en"], answer.json["size_class"], answer.json["service_regions"]) == (
        "Golmokbit", "STARTUP", ["11000"])  # fmt: skip
    assert answer.json["url"].startswith("http://127.0.0.1:5000/organisations/")
    assert "1248100998" not in answer.text


def test_old_id_of_a_merged_one_gives_the_one_that_stays(get, firms):
    assert get(f"/organisations/{firms[1]}").json["id"] == firms[0]
    assert get("/organisations/999999").status_code == 404
