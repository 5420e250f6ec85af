"""Templates exist where code names them, compile, link only to pages that exist, and none is left over."""

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jinja2 import Environment, meta, nodes

from openlab.app import create_app
from openlab.jobs.worker import make_queue
from openlab.notifications.service import BY_TEMPLATE
from tests.architecture.source import PACKAGE, TEMPLATES, calls, python_files, short, template_files, texts, tree


@pytest.fixture
def demo_app(settings):
    """The application with every blueprint it can have, the demonstration's included."""
    return create_app(replace(settings, demo=True), queue=make_queue(settings, immediate=True))


def names() -> set[str]:
    """Return every template by the name that pages use."""
    return {path.relative_to(TEMPLATES).as_posix() for path in template_files()}


def named_in_code() -> Iterator[tuple[str, str]]:
    """Yield (place, template) for every string literal of the package that looks like a page or a part of one."""
    for path in python_files(PACKAGE):
        for text in texts(tree(path)):
            if text.value.endswith(".html") and "/" in text.value and " " not in text.value:
                yield f"{short(path)}:{text.lineno}", text.value


def referenced(environment: Environment, name: str) -> set[str]:
    """Return the templates that a template extends, includes or imports; mail names them from its own folder."""
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    base = "email/" if name.startswith("email/") else ""
    return {base + found for found in meta.find_referenced_templates(environment.parse(source)) if found}


def linked(environment: Environment, name: str) -> Iterator[str]:
    """Yield the endpoints that a template links to, both of `a if … else b`."""
    for call in environment.parse((TEMPLATES / name).read_text(encoding="utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and call.args:
            yield from _endpoints(call.args[0])


def _endpoints(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _endpoints(node.expr1)
        yield from _endpoints(node.expr2)


def test_every_template_that_code_names_exists():
    assert [f"{place} {name}" for place, name in named_in_code() if name not in names()] == []


def test_every_template_that_a_template_names_exists(demo_app):
    missing = [
        f"{name} → {wanted}"
        for name in sorted(names())
        for wanted in referenced(demo_app.jinja_env, name)
        if wanted not in names()
    ]

    assert missing == []


def test_every_page_compiles_with_the_filters_it_uses(demo_app):
    pages = sorted(name for name in names() if not name.startswith("email/"))

    assert [name for name in pages if demo_app.jinja_env.get_template(name).name != name] == []


def test_no_template_is_left_over(demo_app):
    used = {name for _place, name in named_in_code()}
    used |= {wanted for name in names() for wanted in referenced(demo_app.jinja_env, name)}
    named = [call.args[1] for path in python_files(PACKAGE) for call in calls(path, "send_mail")]
    mails = {one.value for one in named if isinstance(one, ast.Constant)} | set(BY_TEMPLATE)
    used |= {f"email/{mail}/{part}" for mail in mails for part in ("subject.txt", "body.txt", "body.html")}

    assert sorted(names() - used) == []


def test_every_link_in_code_leads_to_an_endpoint(demo_app):
    broken = [
        f"{short(path)}:{call.lineno} {text.value}"
        for path in python_files(PACKAGE)
        for call in calls(path, "url_for")
        if call.args and isinstance(call.args[0], ast.Constant | ast.IfExp)
        for text in texts(call.args[0])
        if text.value not in demo_app.view_functions
    ]

    assert broken == []


def test_every_link_in_a_template_leads_to_an_endpoint(demo_app):
    broken = [
        f"{name} {endpoint}"
        for name in sorted(names())
        for endpoint in linked(demo_app.jinja_env, name)
        if endpoint not in demo_app.view_functions
    ]

    assert broken == []
