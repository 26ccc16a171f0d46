"""The command that writes the JSDoc types."""

from django.core.management import call_command

from chat.management.wire_types import wire_types


def test_it_writes_the_types_below_the_base_directory(settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "static/js").mkdir(parents=True)
    call_command("js_types")
    assert (tmp_path / "static/js/wire_types.js").read_text(encoding="utf-8") == wire_types()
    assert capsys.readouterr().out == "Wrote static/js/wire_types.js.\n"
