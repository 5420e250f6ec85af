"""Rules on screen: what holds on a day, what changed, and a new version that never reaches back."""

from datetime import timedelta

import pytest

from openlab import rules
from openlab.audit.queries import search
from openlab.kit import clock
from tests.builders import make_curator, make_official, sign_in

CODE = "pay"
SAID = {"name": "대가 지급", "name_en": "Payment", "number": "3", "unit": "days", "text": "3일 안에 지급합니다.",
        "text_en": "Within 3 days.", "basis": "지방계약법 시행령 제67조①", "mark": "F",
        "reason": "시행령 개정"}  # fmt: skip


@pytest.fixture
def curator(build, client):
    person = build(make_curator)
    sign_in(client, person)
    return person


def change(client, day, **values):
    return client.post(f"/admin/rules/{CODE}", data={**SAID, "effective_from": day.isoformat(), **values})


def test_a_new_version_holds_from_its_day_and_the_old_one_before(app, client, curator):
    day = clock.today() + timedelta(days=30)

    answer = change(client, day)

    assert answer.status_code == 303
    with app.app_context():
        assert rules.value(CODE) == 5
        assert rules.value(CODE, day - timedelta(days=1)) == 5
        assert rules.value(CODE, day) == 3
    assert '<td class="num nowrap">3 일간</td>' in client.get(f"/rules?on={day.isoformat()}").text
    assert '<td class="num nowrap">5 일간</td>' in client.get("/rules").text


def test_the_page_of_a_rule_shows_what_changed_and_why(client, curator):
    change(client, clock.today())

    page = client.get(f"/rules/{CODE}").text

    assert "시행령 개정" in page
    differing = page.partition("앞 판과 다른 점")[2].partition("</table>")[0]
    assert differing.index("5") < differing.index("3")


def test_a_version_that_reaches_back_is_refused_and_nothing_typed_is_lost(app, client, curator):
    answer = change(client, clock.today() - timedelta(days=1), reason="어제부터")

    assert answer.status_code == 422
    assert "어제부터" in answer.text
    with app.app_context():
        assert rules.value(CODE, clock.today()) == 5


@pytest.mark.parametrize("wrong", [{"number": "셋"}, {"reason": ""}, {"basis": ""}, {"mark": "X"}])
def test_a_version_without_number_reason_or_basis_is_refused(client, curator, wrong):
    assert change(client, clock.today(), **wrong).status_code == 422


def test_a_version_that_says_the_same_is_refused(client, curator):
    change(client, clock.today())

    assert "바뀐 것이 없습니다" in change(client, clock.today()).text


def test_every_change_is_on_record_with_both_values(app, client, curator):
    change(client, clock.today())

    with app.app_context():
        record = search(action="rule.changed").items[0]
        assert record.data["changed"]["number"] == [5, 3]


def test_everybody_reads_rules_and_curators_alone_change_them(client, build):
    assert client.get("/rules").status_code == 200
    sign_in(client, build(make_official))
    assert "새 판 만들기" not in client.get(f"/rules/{CODE}").text
    assert client.get(f"/admin/rules/{CODE}").status_code == 403


def test_an_unknown_rule_is_not_found(client, curator):
    assert client.get("/rules/none").status_code == 404
    assert client.get("/admin/rules/none").status_code == 404


def test_every_shipped_rule_names_its_basis_in_both_languages():
    for entry in rules.queries.shipped().values():
        assert all((entry.name, entry.name_en, entry.text, entry.text_en, entry.basis)), entry.code
        assert (entry.number is None) == (entry.unit == ""), entry.code


def test_a_rule_without_a_number_cannot_be_reckoned_with(app):
    with app.app_context(), pytest.raises(rules.UnknownRuleError):
        rules.value("route.dialogue")
    with app.app_context(), pytest.raises(rules.UnknownRuleError):
        rules.value("no.such.rule")
