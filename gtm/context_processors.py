"""What every page says of the installation it is served by."""

from django.conf import settings


def installation(request):
    return {"is_demo": settings.DEMO, "openid_name": settings.OIDC_SERVER_URL and settings.OIDC_NAME}
