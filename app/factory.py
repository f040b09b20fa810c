"""Settings to a running site: the composition root, the only place that knows everything.

Checks come first, in the order in which a person would fix things: the folder, the database, the
pages. Whatever is wrong stops the start as a `StartError` that reports all of it. Nothing is
migrated here.
"""

import hashlib
import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask

from app import sx
from app.config import ROOT, Settings, make_private, services
from app.host import HOST
from app.regions import RenderContext
from app.regions.cache import FragmentCache, LocalCache, Lookup, RedisCache, SharedRedis
from app.regions.loaders import declare
from app.regions.single_flight import PATIENCE, Flights
from app.regions.validity import HistoryLostError, check_history
from app.service import LARGEST_BODY, MountedServices, Service
from app.web.dev.autoreload import Renewal, check_paths, paths
from app.web.documents import document_maker, report
from app.web.fast_path import FastPath
from app.web.guards import admit
from app.web.headers import add_headers
from app.web.http.access_log import open_journal, record_request
from app.web.http.addresses import Addresses
from app.web.http.assets import read_assets
from app.web.http.budget import TimeBudget
from app.web.http.counters import Counters, RedisCounters
from app.web.http.proxies import Proxies
from app.web.http.rate_limits import LoginThrottle, RateGate
from app.web.pages.error_pages import install_errors, keep_apologies
from app.web.pages.helpers import HELPERS
from app.web.pages.routes import add_routes
from app.web.pages.viewer import LONGEST_REST, Sessions
from app.web.site import EXTENSION, Site
from db import graph, migrations, posts
from db.engine import Database
from db.kernel import session
from db.kernel.errors import DbError
from db.log import changes

#: What a site has unless it is told otherwise: the host alone.
MOUNTED = MountedServices((HOST,))
STATIC = ROOT / "static"
MOST_FORM_PARTS = 100


class StartError(Exception):
    """The site cannot start; the message has everything that is wrong, and what to do."""


def mount(names: Iterable[str]) -> MountedServices:
    """Put the host and the services of these names together.

    The words that begin the paths of all other services are reserved, too: one that is
    mounted later has its addresses for itself.
    """
    chosen = tuple(names)
    others = tuple(_manifest(name) for name in services() if name not in chosen)
    return MountedServices((HOST, *map(_manifest, chosen)), others)


def _manifest(name: str) -> Service:
    manifest: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return manifest


def create_app(settings: Settings, mounted: MountedServices = MOUNTED) -> Flask:
    """Build the site; raise StartError if any part of it is wrong."""
    open_journal(settings.log_level)
    check_folder(settings.instance)
    library = load_library((), settings.instance / "compiled", mounted)
    _refuse(mounted.astray(paths(library)))
    app = assemble(settings, open_database(settings, mounted), library, mounted)
    _begin(site_of(app).render_context)
    check_routes(app)
    return app


def _begin(context: RenderContext) -> None:
    """Detect a restored database before the first write."""
    with context.peek() as log:
        site_id, head = log.site_and_head()
    with suppress(HistoryLostError):
        check_history(Lookup(context.cache), site_id, head, context.is_set_back)


def assemble(
    settings: Settings, database: Database, library: sx.Library, mounted: MountedServices = MOUNTED
) -> Flask:
    """Build a site from a database that answers and pages that compile."""
    fragments, counters = open_stores(settings)
    site = Site(
        settings=settings,
        mounted=mounted,
        database=database,
        render_context=_render_context(settings, mounted, database, library, fragments),
        assets=read_assets(STATIC),
        addresses=Addresses({route.name: route.path for route in mounted.routes}),
        rates=RateGate(settings.rate_limits, counters),
        logins=LoginThrottle(counters),
        apologies={},
    )
    app = _flask(settings)
    app.extensions[EXTENSION] = site
    _install(app)
    if not settings.is_production:
        Renewal(renewed, settings.python_fault).install(app)
    try:
        keep_apologies(site)
    except (sx.SxError, LookupError) as fault:
        raise StartError(report(fault)) from None
    return app


def site_of(app: Flask) -> Site:
    """Return the site of an application."""
    return cast("Site", app.extensions[EXTENSION])


def load_library(
    folders: tuple[Path, ...] = (), store: Path | None = None, mounted: MountedServices = MOUNTED
) -> sx.Library:
    """Compile every page, or load it from the store; raise StartError with all faults.

    The pages are those of the services, or those in other folders that are named.
    """
    roots, loaders = folders or mounted.sx_roots, declare(mounted.loaders)
    try:
        return sx.Library.load(roots, HELPERS, loaders, guard=session.forbidden, store=store)
    except sx.Faults as faults:
        count = len(faults.faults)
        sentence = f"The pages have {count} fault{'s' if count > 1 else ''}, listed above."
        raise StartError(f"{report(faults)}\n\n{sentence}") from None


def prepare_database(url: str, mounted: MountedServices = MOUNTED) -> tuple[tuple[str, str], ...]:
    """Bring the schema, the first posts and the reserved words of all services up to date.

    Return the slugs that the site needed for itself, each with the new slug of its post.
    """
    renames = migrations.upgrade(url, mounted.schemas)
    database = Database(url)
    try:
        with database.writing():
            graph.seed(mounted.types)
            return (*renames, *posts.reserve(mounted.words))
    finally:
        database.dispose()


def open_database(settings: Settings, mounted: MountedServices = MOUNTED) -> Database:
    """Open the database; raise StartError unless it answers and is migrated."""
    with usable():
        database = Database(settings.database_url)
        current = _is_prepared(database, settings.database_url, mounted)
    if not current:
        database.dispose()
        raise StartError("The database is not migrated: run `rose-ash prepare` first.")
    return database


def _is_prepared(database: Database, url: str, mounted: MountedServices) -> bool:
    if not migrations.head_is_current(url, mounted.schemas):
        return False
    with database.reading():
        return mounted.words <= posts.reserved_words()


@contextmanager
def usable() -> Iterator[None]:
    """Raise StartError, with the variable's name, if the database cannot be used."""
    try:
        yield
    except DbError as fault:
        raise StartError(f"DATABASE_URL cannot be used: {fault.message.rstrip('.?!')}.") from None


def check_folder(folder: Path) -> None:
    """Raise StartError unless the site can write to its folder, and close it to others."""
    if not folder.is_dir():
        raise StartError(f"The folder {folder} is missing: run `rose-ash prepare`, or make it.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StartError(f"The folder {folder} is not writable: give this user the right to write.")
    make_private(folder)


def check_routes(app: Flask) -> None:
    """Raise StartError for a route that is in no manifest."""
    _refuse(site_of(app).mounted.unknown(app.url_map.iter_rules()))


def _refuse(strange: Iterator[str]) -> None:
    named = ", ".join(strange)
    if named:
        raise StartError(f"No manifest has these routes as they are: {named}.")


def renewed(site: Site, library: sx.Library) -> Site:
    """Return a site with another library; raise Faults if it would need other routes."""
    check_paths(site.render_context.library, library)
    context = replace(
        site.render_context,
        library=library,
        fingerprint=_fingerprint(site.settings, site.mounted, library),
        document=open_documents(site.settings, library),
    )
    site = replace(site, render_context=context, apologies=dict(site.apologies))
    # A fault in the page for faults is reported where that page is used.
    with suppress(sx.SxError, LookupError):
        keep_apologies(site)
    return site


def _render_context(
    settings: Settings,
    mounted: MountedServices,
    database: Database,
    library: sx.Library,
    fragments: FragmentCache,
) -> RenderContext:
    return RenderContext(
        library=library,
        fingerprint=_fingerprint(settings, mounted, library),
        loaders=mounted.loaders,
        document=open_documents(settings, library),
        cache=fragments,
        log=changes,
        reading=database.reading,
        recording=session.recording,
        peek=database.peek,
        is_set_back=database.is_set_back,
        # Without a cache nobody waits: every request renders everything by itself.
        flights=Flights(PATIENCE if settings.cache else 0),
    )


def open_documents(settings: Settings, library: sx.Library) -> Callable[[str, str], sx.Document]:
    """Return the function that turns bodies into documents, which are stored in our folder."""
    return document_maker(library, settings.instance / "compiled-documents")


def open_stores(settings: Settings) -> tuple[FragmentCache, Counters]:
    """Choose the stores of rendered regions and of request counts."""
    redis = SharedRedis(settings.redis_url) if settings.redis_url else None
    counters = RedisCounters(redis, settings.secret_key) if redis else Counters()
    if not settings.cache:
        return LocalCache(0), counters
    return RedisCache(redis, settings.secret_key) if redis else LocalCache(), counters


def _fingerprint(settings: Settings, mounted: MountedServices, library: sx.Library) -> str:
    """Return a digest of what pages depend on besides data: sources, code, files, settings."""
    shown = (
        settings.site_name,
        settings.site_description,
        settings.base_url,
        settings.is_production,
    )
    return hashlib.sha256(
        f"{_code(mounted.folders)} {shown!r} {library.fingerprint}".encode()
    ).hexdigest()


@cache
def _code(folders: tuple[Path, ...]) -> str:
    """Return a digest of what is fixed until the process ends: Python and static files."""
    digest = hashlib.sha256()
    roots = [(folder, "*.py") for folder in (*folders, ROOT / "db")]
    for root, files in (*roots, (STATIC, "*.*")):
        for path in sorted(root.rglob(files)):
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _flask(settings: Settings) -> Flask:
    """Create the application and its limits; static files have a route of their own."""
    app = Flask("app", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_production else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LONGEST_REST,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
    )
    app.session_interface = Sessions(app)
    return app


def _install(app: Flask) -> None:
    """Add routes, and the hooks around every request."""
    settings = site_of(app).settings
    add_routes(app, site_of(app).mounted)
    app.before_request(admit)
    # Flask runs these in reverse order: headers first, then the access log.
    app.after_request(record_request)
    app.after_request(add_headers)
    install_errors(app)
    # In development each page first looks whether files have changed.
    if settings.is_production and settings.cache:
        app.wsgi_app = FastPath(app)  # type: ignore[method-assign]
    app.wsgi_app = Proxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    app.wsgi_app = TimeBudget(app.wsgi_app)  # type: ignore[method-assign]


#: What the tools of the language must know of all loaders.
DECLARED = declare(mount(services()).loaders)
