"""Environment variables to `Settings`, checked once, before anything else starts.

Knows the variables and their valid values; opens no connection and knows nothing of Flask or of the
database. A wrong value is a `SettingsError`, one sentence that names the variable.
"""

import os
import re
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
#: Where the site stores its files: in its checkout, or in the current folder if installed.
HOME = ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()

ENVIRONMENTS = ("development", "production")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DATABASES = ("sqlite", "postgresql+psycopg")
DEFAULT_DESCRIPTION = "Writing for people who think in links."
DEFAULT_EDITOR = "vscode://file{path}:{line}:{column}"
SHORTEST_KEY = 16

Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """A variable has an invalid value."""

    def __init__(self, variable: str, sentence: str) -> None:
        super().__init__(f"{variable} {sentence}")
        self.variable = variable


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The most requests of each kind per minute from one user or one address."""

    logins: int = 10
    searches: int = 60
    writes: int = 300
    options: int = 1200


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is configured; `from_env` creates it."""

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    environment: str = "development"
    redis_url: str | None = None
    cache: bool = True
    editor_password: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    log_level: str = "INFO"
    site_name: str = "Rose Ash"
    site_description: str = DEFAULT_DESCRIPTION
    base_url: str = "http://127.0.0.1:8000"
    #: The URL by which a developer's browser opens the editor; unused in production.
    editor_url: str = DEFAULT_EDITOR
    #: None counts nothing.
    rate_limits: RateLimits | None = field(default_factory=RateLimits)
    #: The note that reports faults in Python files that have changed since the start.
    python_fault: Path | None = None
    #: The proxies whose forwarded addresses are believed.
    trusted_proxies: tuple[Network, ...] = ()
    #: The names of what is mounted on the host.
    services: tuple[str, ...] = ()

    @property
    def is_production(self) -> bool:
        """Whether the site is public: secure cookies, HSTS, no debug pages."""
        return self.environment == "production"


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read every variable; raise SettingsError at the first wrong value."""
    values = _Values(os.environ if environ is None else environ)
    environment = values.choice("APP_ENV", ENVIRONMENTS, "development")
    instance = Path(values.text("INSTANCE_PATH", str(HOME / "instance"))).absolute()
    host, port = _host(values), values.number("PORT", 8000, 1, 65535)
    return Settings(
        instance=instance,
        database_url=_database_url(values, instance),
        secret_key=_secret_key(values, instance, environment),
        environment=environment,
        redis_url=_redis_url(values),
        cache=values.choice("CACHE", ("on", "off"), "on") == "on",
        editor_password=values.text("EDITOR_PASSWORD", "") or None,
        host=host,
        port=port,
        workers=values.number("WEB_CONCURRENCY", 2, 1, 64),
        log_level=values.choice("LOG_LEVEL", LOG_LEVELS, "INFO"),
        site_name=values.line("SITE_NAME", "Rose Ash"),
        site_description=values.line("SITE_DESCRIPTION", DEFAULT_DESCRIPTION),
        base_url=_base_url(values, host, port, environment),
        editor_url=_editor_url(values),
        rate_limits=_rate_limits(values),
        trusted_proxies=_trusted_proxies(values),
        services=_services(values, environment),
    )


class _Values:
    """The environment, parsed by type; an empty variable counts as unset."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(name, "").strip() or default

    def line(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not value.isprintable() or len(value) > 200:
            raise SettingsError(name, "must be one line of at most 200 characters.")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        for choice in choices:
            if choice.lower() == value.lower():
                return choice
        raise SettingsError(name, f"must be {_one_of(choices)}, not {value!r}.")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise SettingsError(
                name, f"must be a whole number from {least} to {most}, not {value!r}."
            )
        return int(value)


def _one_of(choices: tuple[str, ...]) -> str:
    return " or ".join((", ".join(choices[:-1]), choices[-1]))


def _host(values: _Values) -> str:
    host = values.text("HOST", "127.0.0.1")
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
        raise SettingsError("HOST", f"must be a host name or an address, not {host!r}.")
    return host


def _database_url(values: _Values, instance: Path) -> str:
    url = values.text("DATABASE_URL", f"sqlite:///{instance / 'site.db'}")
    scheme, separator, _ = url.partition("://")
    if not separator:
        return f"sqlite:///{Path(url).absolute()}"
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg{url[len(scheme) :]}"
    if scheme not in DATABASES:
        raise SettingsError(
            "DATABASE_URL",
            f"has the unknown scheme {scheme!r}: use sqlite:///FILE or "
            "postgresql+psycopg://USER:PASSWORD@HOST/NAME.",
        )
    _check_port("DATABASE_URL", url)
    return url


def _redis_url(values: _Values) -> str | None:
    url = values.text("REDIS_URL", "")
    if not url:
        return None
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise SettingsError("REDIS_URL", "must look like redis://HOST:PORT/0.")
    _check_port("REDIS_URL", url)
    return url


def _check_port(variable: str, url: str) -> None:
    """Refuse an invalid port before a driver sees it, because the URL may hold a password."""
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise SettingsError(variable, "has a port that is no number up to 65535.") from None


def _base_url(values: _Values, host: str, port: int, environment: str) -> str:
    named = f"[{host}]" if ":" in host else host
    if host in ("0.0.0.0", "::"):  # noqa: S104  compared with, not listened on
        named = "127.0.0.1"
    default = "" if environment == "production" else f"http://{named}:{port}"
    url = values.text("BASE_URL", default).rstrip("/")
    if not url:
        raise SettingsError(
            "BASE_URL",
            "must be set when APP_ENV is production: it is the address of the site as visitors "
            "see it, such as https://example.org.",
        )
    _check_port("BASE_URL", url)
    parts = urlsplit(url)
    whole = f"{parts.scheme}://{parts.netloc}" == url and parts.hostname and "@" not in url
    if parts.scheme not in ("http", "https") or not whole or not url.isprintable():
        raise SettingsError(
            "BASE_URL", f"must look like https://example.org, without a path, not {url!r}."
        )
    return url


def _editor_url(values: _Values) -> str:
    url = values.line("EDITOR_URL", DEFAULT_EDITOR)
    scheme = urlsplit(url).scheme
    if not scheme or scheme in ("javascript", "data") or "{path}" not in url or " " in url:
        raise SettingsError("EDITOR_URL", f"must look like {DEFAULT_EDITOR}, not {url!r}.")
    return url


def _rate_limits(values: _Values) -> RateLimits | None:
    text = values.text("RATE_LIMITS", "")
    if text.lower() == "off":
        return None
    numbers: dict[str, int] = {}
    for part in re.split(r"[,\s]+", text) if text else ():
        name, _, number = part.partition("=")
        if name not in RateLimits.__slots__ or not re.fullmatch(r"[1-9][0-9]{0,8}", number):
            raise SettingsError(
                "RATE_LIMITS",
                "must be off, or numbers for a minute such as logins=10 searches=60 "
                f"(and writes, options), not {text!r}.",
            )
        numbers[name] = int(number)
    return RateLimits(**numbers)


def _trusted_proxies(values: _Values) -> tuple[Network, ...]:
    text = values.text("TRUSTED_PROXIES", "")
    return tuple(_network(part) for part in re.split(r"[,\s]+", text) if part)


def _network(text: str) -> Network:
    """Parse an address or a network; IPv4-mapped ones become IPv4."""
    network: Network | None = None
    with suppress(ValueError):
        network = ip_network(text)
    # Trusting every address would let anybody be anyone.
    if network is None or not network.prefixlen:
        raise SettingsError(
            "TRUSTED_PROXIES",
            f"must be addresses or networks such as 10.0.0.2 or 10.1.0.0/16, not {text!r}.",
        )
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
        return IPv4Network((network.network_address.ipv4_mapped, max(0, network.prefixlen - 96)))
    return network


def services() -> tuple[str, ...]:
    """Return the names of the services that can be mounted, sorted."""
    return tuple(sorted(path.parent.name for path in ROOT.glob("services/*/service.py")))


def _services(values: _Values, environment: str) -> tuple[str, ...]:
    """Parse which services are mounted: `all`, `none` or names."""
    every = services()
    chosen = values.text("SERVICES", "none" if environment == "production" else "all")
    if chosen in ("all", "none"):
        return every if chosen == "all" else ()
    names = re.split(r"[,\s]+", chosen)
    if strange := [name for name in names if name not in every]:
        there = f"names from {', '.join(every)}" if every else "a name once there is a service"
        raise SettingsError("SERVICES", f"must be all, none or {there}, not {strange[0]!r}.")
    return tuple(dict.fromkeys(names))


def _secret_key(values: _Values, instance: Path, environment: str) -> str:
    key = values.text("SECRET_KEY", "")
    if key and len(key) < SHORTEST_KEY:
        raise SettingsError("SECRET_KEY", f"must have at least {SHORTEST_KEY} characters.")
    if not key and environment == "production":
        raise SettingsError(
            "SECRET_KEY", "must be set when APP_ENV is production: any long random text will do."
        )
    return key or _kept_key(instance / "secret_key")


def _kept_key(path: Path) -> str:
    """Return the key in this file, created at the first start, readable by its owner alone."""
    try:
        make_private(path.parent)
        _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError("SECRET_KEY", _unkept(path, fault)) from None
    if len(key) < SHORTEST_KEY:
        raise SettingsError("SECRET_KEY", f"is too short in {path}: remove that file.")
    return key


def make_private(folder: Path) -> None:
    """Create a folder for its owner alone, or restrict an existing one.

    A folder that belongs to somebody else, or to all (such as /tmp), stays as it is.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if is_new:
        folder.chmod(stat.S_IRWXU)
    elif mode & (stat.S_IRWXG | stat.S_IRWXO) and not mode & stat.S_ISVTX:
        with suppress(OSError):
            folder.chmod(stat.S_IMODE(mode) & ~(stat.S_IRWXG | stat.S_IRWXO))


def _make_key(path: Path) -> None:
    """Write a new key unless there is one; two processes that start at once get the same."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if path.exists():
        return
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def _unkept(path: Path, fault: Exception) -> str:
    reason = fault.strerror if isinstance(fault, OSError) else "it is no text"
    return (
        f"cannot be kept in {path} ({reason}): "
        f"make the folder {path.parent} writable, or set SECRET_KEY."
    )
