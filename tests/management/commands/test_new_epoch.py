from io import StringIO

from django.core.management import call_command

from chat.models import Installation


def test_it_prints_the_new_epoch(db):
    before, out = Installation.current().epoch, StringIO()
    call_command("new_epoch", stdout=out)
    assert out.getvalue() == f"{Installation.current().epoch}\n"
    assert Installation.current().epoch != before
