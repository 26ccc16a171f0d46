"""What runs inside our own site, in a process of its own with the site's environment. Each prints JSON lines."""

import django

django.setup()
