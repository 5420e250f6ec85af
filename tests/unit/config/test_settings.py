"""Settings: sensible without any variable, and a clear line for every malformed one."""

import pytest

from openlab.config import ConfigError, Settings


def read(tmp_path, **variables):
    return Settings.from_env({"OPENLAB_HOME": str(tmp_path), **variables})


def test_settings_without_variables_serve_from_one_folder(tmp_path):
    settings = read(tmp_path / "new")

    assert settings.database_url == f"sqlite:///{tmp_path / 'new' / 'openlab.db'}"
    assert settings.files_dir.parent == settings.outbox_dir.parent == tmp_path / "new"
    assert not settings.demo
    assert not settings.secure_cookies


def test_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    first, second = read(tmp_path), read(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_address_gets_the_driver_in_use(tmp_path, scheme):
    assert read(tmp_path, DATABASE_URL=f"{scheme}://db/openlab").database_url == "postgresql+psycopg://db/openlab"


def test_https_address_makes_cookies_secure_and_loses_its_last_slash(tmp_path):
    settings = read(tmp_path, OPENLAB_BASE_URL="https://openlab.example/")

    assert (settings.base_url, settings.secure_cookies) == ("https://openlab.example", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/openlab"),
        ("OPENLAB_SECRET_KEY", "short"),
        ("OPENLAB_BASE_URL", "openlab.example"),
        ("OPENLAB_BASE_URL", "ftp://openlab.example"),
        ("OPENLAB_DEMO", "maybe"),
        ("OPENLAB_GOV_MASTHEAD", "2"),
        ("OPENLAB_SMTP_URL", "mail.example:25"),
        ("OPENLAB_QUEUE_URL", "amqp://queue"),
        ("OPENLAB_SESSION_HOURS", "0"),
        ("OPENLAB_SESSION_HOURS", "12.5"),
        ("OPENLAB_UPLOAD_LIMIT_MB", "٣"),
        ("OPENLAB_TRUSTED_PROXIES", "-1"),
        ("OPENLAB_LOG_FORMAT", "xml"),
        ("OPENLAB_ENCODER_DEVICE", "tpu"),
        ("OPENLAB_ENCODER_BATCH", "0"),
        ("OPENLAB_ENCODER_MAX_TOKENS", "7"),
    ],
)
def test_malformed_variable_stops_the_start_and_is_named(tmp_path, name, value):
    with pytest.raises(ConfigError, match=name):
        read(tmp_path, **{name: value})


def test_home_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="OPENLAB_HOME"):
        read(tmp_path / "file" / "home")


def test_settings_cannot_be_changed(tmp_path):
    with pytest.raises(AttributeError):
        read(tmp_path).demo = True
