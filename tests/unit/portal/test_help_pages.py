"""The help pages say what the program does: topics, columns, shares, limits, addresses."""

import re

import pytest

from openlab.kit.tabular import read_rows
from openlab.matching.scoring.ranking import Thresholds
from openlab.matching.scoring.weights import WISHES, Weights
from openlab.matching.text import Side
from openlab.needs import exchange as needs
from openlab.needs.exchange import parse_need
from openlab.portal import help_pages
from openlab.solutions import exchange as solutions
from openlab.solutions.exchange import parse_solution

LINK = re.compile(r"\]\((/[^)#?]*)")
PARTS = {"Field": "category", "Budget": "budget", "Region": "region", "Period": "period", "Maturity": "maturity",
         "Evidence": "evidence", "Certificates": "certifications", "Data hub": "data_hub",
         "Size of the firm": "size"}  # fmt: skip


def page(topic: str, locale: str) -> help_pages.HelpPage:
    """Return a topic that must be there."""
    found = help_pages.find(topic, locale)
    assert found is not None
    return found


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of every table row."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]


@pytest.mark.parametrize("topic", help_pages.ORDER)
def test_every_topic_has_the_same_shape_in_both_languages(topic):
    korean, english = page(topic, "ko"), page(topic, "en")

    for counted in ("\n## ", "\n|", "\n- ", "\n```"):
        assert korean.text.count(counted) == english.text.count(counted), counted
    assert sorted(LINK.findall(korean.text)) == sorted(LINK.findall(english.text))


@pytest.mark.parametrize("locale", ["ko", "en"])
@pytest.mark.parametrize("topic", help_pages.ORDER)
def test_every_link_leads_to_a_page_of_the_site(app, topic, locale):
    routes = app.url_map.bind("localhost")

    dead = [link for link in LINK.findall(page(topic, locale).text) if not routes.test(link, "GET")]

    assert dead == []


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_import_page_names_every_column_of_both_sides(locale):
    columns = [row[0].strip("`") for row in rows_of(page("import", locale).text) if row[0].startswith("`")]
    known = [*dict.fromkeys(needs.COLUMNS._names.values()), *dict.fromkeys(solutions.COLUMNS._names.values())]
    plain = {name for name in known if not re.search(r"_(ko|en)$", name)}

    assert set(columns) == plain


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_examples_of_the_import_page_can_be_imported(tmp_path, locale):
    blocks = re.findall(r"```\n(.*?)```", page("import", locale).text, re.DOTALL)
    examples = {"needs.jsonl": next(block for block in blocks if block.startswith("{")),
                "solutions.csv": next(block for block in blocks if block.startswith("id,"))}  # fmt: skip
    for name, text in examples.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    need, solution = (next(read_rows(tmp_path / name)).values for name in examples)

    assert (parse_need(need).errors, parse_need(need).warnings) == ((), ())
    assert (parse_solution(solution).errors, parse_solution(solution).warnings) == ((), ())


def test_the_matching_page_tells_the_shares_that_ranking_uses():
    told = {PARTS[row[0]]: row[2:] for row in rows_of(page("matching", "en").text) if row[0] in PARTS and len(row) == 4}
    used = {name: [f"{WISHES[side][name]:.0%}" if name in WISHES[side] else "–" for side in Side]
            for name in PARTS.values()}  # fmt: skip

    assert told == used
    assert [row[2:] for row in rows_of(page("matching", "ko").text) if len(row) == 4][2:] == list(told.values())


@pytest.mark.parametrize(("locale", "unit"), [("ko", "{}점 이상"), ("en", "of {} or more")])
def test_the_matching_page_tells_the_limits_of_the_fit_words(locale, unit):
    text = page("matching", locale).text

    for limit in (Thresholds().very_good, Thresholds().good):
        assert unit.format(round(100 * limit)) in text
    assert f"{Weights().text_share:.0%}" in text


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_the_api_page_names_every_address_of_the_api(app, locale):
    rules = {re.sub(r"<slug_id:\w+>", "{id}", str(rule)) for rule in app.url_map.iter_rules()
             if str(rule).startswith("/api/")}  # fmt: skip
    text = page("api", locale).text

    assert sorted(rule for rule in rules if rule not in text) == []
