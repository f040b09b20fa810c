"""The names of services to the manifests of a site: the host, and what is mounted on it.

Knows where services are, and nothing of what they do.
"""

import importlib
from collections.abc import Iterable

from app.config import services
from app.host import HOST
from app.regions.loaders import declare
from app.service import MountedServices, Service

#: The host alone.
MOUNTED = MountedServices((HOST,))


def mount(names: Iterable[str]) -> MountedServices:
    """Put a site together from the host and the services of these names.

    The words that begin the paths of all others are reserved, too: a service that is mounted
    later finds its addresses free.
    """
    chosen = tuple(names)
    others = tuple(_manifest(name) for name in services() if name not in chosen)
    return MountedServices((HOST, *map(_manifest, chosen)), others)


def _manifest(name: str) -> Service:
    manifest: Service = importlib.import_module(f"services.{name}.service").SERVICE
    return manifest


#: What the tools of the language must know of all loaders.
DECLARED = declare(mount(services()).loaders)
