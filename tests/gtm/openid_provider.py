"""A small provider of OpenID Connect on a port of this machine: it knows one person, and does as the test says."""

import base64
import hashlib
import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT = {"client_id": "gtm", "client_secret": "a secret"}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """`person` are the claims about whoever is at the browser; `forged` replaces claims of the signed token."""

    def __init__(self, address):
        self.address = address
        self.person = {"sub": "7", "email": "amina@example.org", "email_verified": True}
        self.forged = {}
        self.answers = {}  # {path: (status, body)} in place of the right ones
        self.granted = {}  # {code: what was asked for}
        self.asked = []  # every question to /authorize

    def configuration(self, _query, _form):
        named = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        named |= {"jwks_uri": "keys"}
        return {"issuer": self.address} | {name: f"{self.address}/{path}" for name, path in named.items()}

    def keys(self, _query, _form):
        return {"keys": [RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1", "alg": "RS256"}]}

    def authorize(self, query, _form):
        """Where the browser is sent back to."""
        self.asked.append(query)
        code = f"code-{len(self.granted)}"
        self.granted[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def token(self, _query, form):
        granted = self.granted.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == granted["code_challenge"]
        assert form["redirect_uri"] == granted["redirect_uri"]
        assert CLIENT.items() <= form.items()
        claims = {"iss": self.address, "aud": CLIENT["client_id"], "exp": int(time.time()) + 60, "sub": "7"}
        signed = jwt.encode(claims | self.forged, KEY, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "access", "token_type": "Bearer", "id_token": signed}

    def userinfo(self, _query, _form):
        return self.person


class Handler(BaseHTTPRequestHandler):
    """Hands each question to the method of `Provider` that is named like its path."""

    def answer(self, form):
        path, query = urlsplit(self.path).path.strip("/"), dict(parse_qsl(urlsplit(self.path).query))
        provider = self.server.provider
        try:
            status, body = provider.answers.get(path) or (200, None)
            if body is None:
                method = "configuration" if path.startswith(".well-known") else path
                body = getattr(provider, method)(query, form)
        except (AssertionError, KeyError) as error:
            status, body = 400, {"error": repr(error)}
        self.send_response(302 if path == "authorize" else status)
        if path == "authorize":
            self.send_header("Location", body)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode() if isinstance(body, str) else json.dumps(body).encode())

    def do_GET(self):
        self.answer({})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer({name: values[0] for name, values in parse_qs(body).items()})

    def log_message(self, *args):
        """Says nothing."""


@contextmanager
def running():
    """Serve a provider as long as it is needed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.provider
    server.shutdown()
    server.server_close()
