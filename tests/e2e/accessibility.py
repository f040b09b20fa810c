"""What keeps somebody from reading a page: faults that axe finds, and text wider than a window."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")


def barriers(page: Page) -> list[str]:
    """What keeps somebody from reading this page, in narrow and wide windows, light and dark."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width} px: wider than the window")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            for violation in Axe().run(page).response["violations"]:
                targets = [node["target"] for node in violation["nodes"]]
                found.append(f"{width} px {scheme}: {violation['id']} {targets}")
    return found
