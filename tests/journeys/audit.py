"""What every page owes its readers: axe finds nothing, and a few things that axe does not measure."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script
RUN = "rules => axe.run(document, rules).then(answer => answer.violations)"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
SMALLEST = 320  # CSS pixels at which everything must fit without scrolling sideways (WCAG 1.4.10)
TARGET = 24  # CSS pixels of a button, field or block link; axe judges links inside text (WCAG 2.5.8)
LOOK = """(target) => {
  const shown = node => node.checkVisibility({visibilityProperty: true}) && !node.closest(".sr-only, .skip-link");
  const small = node => {
    const boxes = [node, ...(node.labels ?? [])].map(each => each.getBoundingClientRect());
    return boxes.every(box => Math.min(box.width, box.height) < target - 0.5);
  };
  const inText = node => getComputedStyle(node).display === "inline";
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const targets = [...document.querySelectorAll(kinds)];
  const name = node => `${node.tagName.toLowerCase()} “${(node.textContent || node.name || "").trim().slice(0, 40)}”`;
  const ids = [...document.querySelectorAll("[id]")].map(node => node.id);
  return {
    headings: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    title: document.title.replace(/[—-].*/, "").trim(),
    images: [...document.querySelectorAll("img:not([alt])")].map(node => node.src),
    small: targets.filter(node => shown(node) && !inText(node) && small(node)).map(name),
    first: document.querySelector("a[href], button, input, select, textarea, summary, [tabindex='0']").className,
    ids: [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))],
  };
}"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def problems(page: Page, lang: str) -> list[str]:
    """Return what is wrong with the page as it stands in the window, each as a line."""
    found = page.evaluate(LOOK, TARGET)
    width = (page.viewport_size or {})["width"]
    lines = [
        *([f"{found['headings']} headings of the first level"] if found["headings"] != 1 else []),
        *([f"lang={found['lang']}"] if found["lang"] != lang else []),
        *([] if found["title"] else ["no title"]),
        *([] if found["first"] == "skip-link" else ["the skip link does not come first"]),
        *(f"image without alt: {source}" for source in found["images"]),
        *(f"target under {TARGET} px: {name}" for name in found["small"]),
        *(f"id twice: {name}" for name in found["ids"]),
        *_overflow(page),
        *_violations(page),
    ]
    return [f"{page.url} at {width}: {line}" for line in lines]


def narrow_problems(page: Page) -> list[str]:
    """Return whether the page scrolls sideways in the smallest window."""
    page.set_viewport_size({"width": SMALLEST, "height": 900})
    return [f"{page.url} at {SMALLEST}: {line}" for line in _overflow(page)]


def _overflow(page: Page) -> list[str]:
    over = page.evaluate(OVERFLOW)
    return [f"scrolls sideways by {over} px"] if over > 0 else []


def _violations(page: Page) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    rules: list[dict[str, Any]] = page.evaluate(RUN, RULES)
    return [
        f"axe {rule['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in rules
        for node in rule["nodes"]
    ]
