"""What happens around every page."""


from django.utils.deprecation import MiddlewareMixin


class PreferencesMiddleware(MiddlewareMixin):
    pass


class ContentSecurityPolicyMiddleware(MiddlewareMixin):
    pass


class FirstRunMiddleware(MiddlewareMixin):
    pass
