"""The site's settings, read from the environment. docs/operating.md explains each variable.

A wrong or missing value stops the start with one line that names the variable.
"""

from chatsite.settings.accounts import *  # noqa: F403
from chatsite.settings.applications import *  # noqa: F403
from chatsite.settings.cache import *  # noqa: F403
from chatsite.settings.database import *  # noqa: F403
from chatsite.settings.files import *  # noqa: F403
from chatsite.settings.languages import *  # noqa: F403
from chatsite.settings.log import *  # noqa: F403
from chatsite.settings.mail import *  # noqa: F403
from chatsite.settings.newcomers import *  # noqa: F403
from chatsite.settings.oidc import *  # noqa: F403
from chatsite.settings.paths import *  # noqa: F403
from chatsite.settings.security import *  # noqa: F403
from chatsite.settings.site import *  # noqa: F403
