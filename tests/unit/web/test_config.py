"""Environment to settings: defaults, every wrong value, and the key that is kept."""

import stat
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import pytest

from app.config import DEFAULT_DESCRIPTION, RateLimits, Settings, SettingsError, from_env

KEY = "a secret key of some length"


def environment(folder: Path, **values: str) -> dict[str, str]:
    """An environment with a folder of its own."""
    return {"INSTANCE_PATH": str(folder), "SECRET_KEY": KEY, **values}


def test_nothing_set_gives_the_defaults(tmp_path: Path) -> None:
    assert from_env(environment(tmp_path)) == Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path}/site.db",
        secret_key=KEY,
        environment="development",
        redis_url=None,
        cache=True,
        editor_password=None,
        host="127.0.0.1",
        port=8000,
        workers=2,
        log_level="INFO",
        site_name="Rose Ash",
        site_description=DEFAULT_DESCRIPTION,
        base_url="http://127.0.0.1:8000",
        rate_limits=RateLimits(logins=10, searches=60, writes=300, options=1200),
    )


def test_every_variable_is_read(tmp_path: Path) -> None:
    values = environment(
        tmp_path,
        APP_ENV="Production",
        DATABASE_URL="postgresql://u:p@db.example/site",
        REDIS_URL="redis://cache.example:6379/0",
        CACHE="off",
        EDITOR_PASSWORD="rosebud",
        HOST="::",
        PORT="80",
        WEB_CONCURRENCY="4",
        LOG_LEVEL="debug",
        SITE_NAME="Ash",
        SITE_DESCRIPTION="Trees.",
        BASE_URL="https://ash.example/",
        RATE_LIMITS="logins=3, searches=5",
        TRUSTED_PROXIES="10.0.0.2 10.1.0.0/16,fd00::/8, ::ffff:10.2.0.0/112",
    )
    assert from_env(values) == Settings(
        instance=tmp_path,
        database_url="postgresql+psycopg://u:p@db.example/site",
        secret_key=KEY,
        environment="production",
        redis_url="redis://cache.example:6379/0",
        cache=False,
        editor_password="rosebud",
        host="::",
        port=80,
        workers=4,
        log_level="DEBUG",
        site_name="Ash",
        site_description="Trees.",
        base_url="https://ash.example",
        rate_limits=RateLimits(logins=3, searches=5),
        trusted_proxies=(
            IPv4Network("10.0.0.2/32"),
            IPv4Network("10.1.0.0/16"),
            IPv6Network("fd00::/8"),
            IPv4Network("10.2.0.0/16"),
        ),
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("APP_ENV", "staging"),
        ("DATABASE_URL", "mysql://localhost/site"),
        ("DATABASE_URL", "postgresql+psycopg://localhost:port/site"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://localhost:99999"),
        ("CACHE", "maybe"),
        ("SECRET_KEY", "short"),
        ("HOST", "not a host"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("PORT", "٨٠"),
        ("WEB_CONCURRENCY", "-1"),
        ("LOG_LEVEL", "loud"),
        ("SITE_NAME", "two\nlines"),
        ("SITE_DESCRIPTION", "a" * 201),
        ("BASE_URL", "example.org"),
        ("BASE_URL", "https://example.org/blog"),
        ("BASE_URL", "https://me@example.org"),
        ("BASE_URL", "https://example.org:port"),
        ("RATE_LIMITS", "none"),
        ("RATE_LIMITS", "logins=0"),
        ("RATE_LIMITS", "logouts=4"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("TRUSTED_PROXIES", "10.0.0.1, 10.0.0.300"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ("TRUSTED_PROXIES", "::/0"),
        ("SERVICES", "zoo"),
        ("SERVICES", "../app"),
    ],
)
def test_a_wrong_value_is_refused_with_its_variable_first(
    tmp_path: Path, variable: str, value: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        from_env(environment(tmp_path, **{variable: value}))
    sentence = str(refused.value)
    assert (sentence.split()[0], sentence[-1], "\n" in sentence) == (variable, ".", False)


def test_a_database_may_be_named_by_its_file(tmp_path: Path) -> None:
    settings = from_env(environment(tmp_path, DATABASE_URL=f"{tmp_path}/other.db"))
    assert settings.database_url == f"sqlite:///{tmp_path}/other.db"


def test_rate_limits_can_be_off(tmp_path: Path) -> None:
    assert from_env(environment(tmp_path, RATE_LIMITS="off")).rate_limits is None


def test_production_needs_a_secret_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        from_env({"INSTANCE_PATH": str(tmp_path), "APP_ENV": "production"})
    assert refused.value.variable == "SECRET_KEY"


def test_production_needs_the_address_of_the_site(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^BASE_URL must be set when APP_ENV is production"):
        from_env(environment(tmp_path, APP_ENV="production"))


def test_a_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    unset = {"INSTANCE_PATH": str(tmp_path / "instance")}
    first, second = from_env(unset), from_env(unset)
    mode = stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode)
    assert (first.secret_key, len(first.secret_key), mode) == (second.secret_key, 64, 0o600)


def test_a_key_that_cannot_be_kept_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as refused:
        from_env({"INSTANCE_PATH": str(tmp_path / "file" / "instance")})
    assert refused.value.variable == "SECRET_KEY"


def test_settings_do_not_show_their_secrets(tmp_path: Path) -> None:
    shown = repr(from_env(environment(tmp_path, EDITOR_PASSWORD="rosebud")))
    assert (KEY in shown, "rosebud" in shown) == (False, False)


@pytest.mark.parametrize(
    "url", ["vscode", "code://open", "javascript:alert({path})", "x://{path} {line}", "{path}"]
)
def test_an_editor_is_an_address_with_a_place_for_the_path(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match=r"^EDITOR_URL must look like vscode://file"):
        from_env(environment(tmp_path, EDITOR_URL=url))


def test_another_editor_may_be_named(tmp_path: Path) -> None:
    url = "idea://open?file={path}&line={line}"
    assert from_env(environment(tmp_path, EDITOR_URL=url)).editor_url == url
