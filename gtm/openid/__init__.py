"""Logging in through the OpenID Connect provider of an organisation, where the settings name one."""
