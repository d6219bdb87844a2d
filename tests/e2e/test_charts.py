"""Zoom and pan on a series' chart, by hand and by key, in a real browser."""

from __future__ import annotations

from e2e.conftest import Visit

MAY = "/datasets/radverkehr/?from=2026-05-01&to=2026-05-31"


def days(page) -> tuple[str, str]:
    return page.get_attribute("#chart", "data-from"), page.get_attribute("#chart", "data-to")


def changed(page, before: tuple[str, str]) -> tuple[str, str]:
    page.wait_for_function(
        "([a, b]) => { const c = document.querySelector('#chart').dataset; return c.from !== a || c.to !== b; }",
        arg=list(before),
    )
    return days(page)


def test_a_chart_is_dragged_read_and_zoomed(visit: Visit) -> None:
    page = visit.open(MAY)
    stage = page.locator("#chart .chart-stage").first
    page.wait_for_selector("#chart .chart-stage--moves")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle, height)
    assert ":" in page.inner_text(".chart-read")
    page.mouse.down()
    page.mouse.move(middle + box["width"] / 4, height, steps=4)
    assert page.locator("#chart .moves[transform]").count() > 0
    page.mouse.up()
    first, last = changed(page, ("2026-05-01", "2026-05-31"))
    assert "2026-04-15" < first < "2026-04-28"
    assert f"from={first}&to={last}" in page.url
    assert page.evaluate("document.activeElement.classList.contains('chart-stage')")
    page.keyboard.press("+")
    closer = changed(page, (first, last))
    assert first < closer[0] < closer[1] < last
    page.keyboard.press("0")
    assert changed(page, closer)[0] == "2025-01-01"
    assert visit.faults == []


def test_a_chart_answers_the_first_key_after_the_page_has_come(visit: Visit) -> None:
    """Nothing was touched before: the chart takes the focus, reads its values and moves at once."""
    page = visit.page
    page.goto(visit.origin + MAY, wait_until="load")
    page.focus("#chart .chart-stage")
    page.keyboard.press("Shift+ArrowRight")
    assert ":" in page.inner_text(".chart-read")
    page.keyboard.press("ArrowLeft")
    assert changed(page, ("2026-05-01", "2026-05-31"))[0] < "2026-05-01"


def test_a_datasets_page_begins_without_asking_for_graphics(visit: Visit) -> None:
    """That costs a second where no chip helps. The map asks when someone moves and is near it."""
    page = visit.page
    page.add_init_script(
        "window.asked = 0; const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (...all) { window.asked += 1; return get.apply(this, all); };"
    )
    page.goto(visit.origin + "/datasets/radverkehr/", wait_until="networkidle")
    assert page.evaluate("window.asked") == 0
    page.locator("#map .map").scroll_into_view_if_needed()
    page.mouse.move(300, 300)
    page.wait_for_selector("#map .map--ready", timeout=90_000)
    assert page.evaluate("window.asked") > 0
    assert visit.faults == []
