"""The manifest of the orchard."""

from pathlib import Path

from app.service import Access, Route, Service
from db.graph.seeds import Seed
from tests.unit.web.orchard import trees, widgets

FOLDER = Path(__file__).parent

ORCHARD = Service(
    name="orchard",
    folder=FOLDER,
    prefix="/orchard",
    routes=(
        Route("orchard/trees", "/orchard/", Access.EVERYONE, label="Orchard"),
        Route(
            "orchard/plant",
            "/orchard/plant",
            Access.EDITORS,
            widgets.plant,
            "POST",
            limit="writes",
            largest_body=200,
            not_done="“{post}” was not planted",
        ),
        Route("orchard/harvest", "/orchard/harvest/<key>", Access.LINK, widgets.harvest),
        Route(
            "orchard/photo", "/orchard/photo", Access.EVERYONE, widgets.size, "POST", None, 2**21
        ),
        Route("orchard/admins", "/orchard/admins", Access.ADMINS, widgets.count),
        Route("orchard/peers", "/orchard/peers", Access.PEERS, widgets.count),
        Route("orchard/hook", "/orchard/hook", Access.HOOK, widgets.count),
    ),
    loaders=(trees.orchard_trees,),
    types=(Seed("apple-variety", "Apple variety", "A sort of apple.", "What grows here."),),
    migrations=FOLDER / "versions",
    words=frozenset({"cider"}),
)
