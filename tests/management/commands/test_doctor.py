"""`manage.py doctor` prints a line about every dependency, and fails if one does not work."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder

from chat import stores
from chat.management.commands import doctor
from tests.support.oidc_provider import OidcProvider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def production(settings):
    settings.SECRET_KEY_IS_FOR_DEVELOPMENT = False
    settings.STATIC_COLLECTED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def examine():
    """Return the exit code, and the lines by name."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        code = end.code
    return code, {line[7:].partition(": ")[0]: line for line in out.getvalue().splitlines()}


def test_a_site_that_works_has_a_good_line_about_each():
    code, lines = examine()
    assert (code, lines.keys()) == (0, doctor.CHECKS.keys())
    assert {line[:2] for line in lines.values()} == {"ok"}
    assert not default_storage.exists("doctor/probe")


def faulty(name):
    code, lines = examine()
    assert code == 1
    assert [line for line in lines.values() if line.startswith("FAULT")] == [lines[name]]
    return lines[name]


def test_a_missing_secret_key_is_a_fault(settings):
    settings.SECRET_KEY_IS_FOR_DEVELOPMENT = True
    assert "DEBUG=1" in faulty("SECRET_KEY")


def test_static_files_that_are_not_collected_are_a_fault(settings):
    settings.STATIC_COLLECTED = False
    assert "collectstatic" in faulty("STATIC_ROOT")


def test_a_mail_server_that_does_not_answer_is_a_fault(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "refused" in faulty("EMAIL_URL")


def test_a_provider_that_does_not_answer_or_is_another_one_is_a_fault(settings):
    provider = OidcProvider()
    settings.OIDC_ISSUER = provider.issuer
    assert "answers" in examine()[1]["OIDC_ISSUER"]
    provider.says_of_itself = {"issuer": "https://evil.example"}
    assert "another name" in faulty("OIDC_ISSUER")
    provider.close()
    assert "refused" in faulty("OIDC_ISSUER")


def test_a_redis_that_does_not_answer_is_a_fault(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert faulty("REDIS_URL").count("REDIS_URL") == 1


def test_a_database_that_is_away_is_a_fault(monkeypatch):
    def away():
        raise stores.Away("DATABASE_URL: no answer")

    monkeypatch.setattr(stores, "check_database", away)
    assert faulty("DATABASE_URL") == "FAULT  DATABASE_URL: no answer"


def test_a_migration_that_is_not_applied_is_a_fault():
    MigrationRecorder.Migration.objects.filter(app="chat").latest("name").delete()
    assert "manage.py migrate" in faulty("Migrations")


def test_a_folder_that_cannot_be_written_is_a_fault(settings, tmp_path):
    (tmp_path / "media").write_text("a file is in the way")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    assert faulty("STORAGE_URL").startswith("FAULT  STORAGE_URL: ")
