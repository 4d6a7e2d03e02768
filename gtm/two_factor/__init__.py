"""The second factor: a code from an application on a phone, on top of django-allauth."""
