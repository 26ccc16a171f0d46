"""Scripts that run in their own process with the site's environment. Each prints JSON lines."""

import django

django.setup()
