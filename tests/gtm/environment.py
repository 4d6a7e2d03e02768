"""The environment of an installation, for tests of the settings."""

PRODUCTION = {
    "SECRET_KEY": "w7K!p2Zq9vR#t4Ym6Xs8Lb1Nd3Fg5Hj0Qc@Ue$Ti%Oa^Pz&Wk*",
    "ALLOWED_HOSTS": "gtm.example.org",
    "PUBLIC_URL": "https://gtm.example.org",
    "DATABASE_URL": "postgres://gtm@db.example.org/gtm",
    "MEDIA_ROOT": "/srv/gtm/media",
    "EMAIL_URL": "submission://gtm:secret@mail.example.org",
}
