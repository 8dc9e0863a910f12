"""An OpenID Connect provider for tests: real http on this machine, one signed-in person, codes that work once."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass
class Provider:
    """Whom it signs in (``claims``), and what it has been asked."""

    client_id: str = "scrutiny-in-tests"
    secret: str = "a secret for tests alone"
    claims: dict[str, Any] = field(default_factory=dict)
    audience: str = ""
    signer: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    issuer: str = ""
    fails: bool = False

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def agree(self, asked: str) -> str:
        """What the person's browser does at the provider's page: the address to which it is led back."""
        query = dict(parse_qsl(urlsplit(asked).query))
        assert asked.startswith(f"{self.issuer}/authorize?") and query["client_id"] == self.client_id
        assert query["response_type"] == "code" and "openid" in query["scope"].split()
        code = secrets.token_hex(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer at the token endpoint: client, code and the proof that belongs to it are checked."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        known = form.get("client_id") == self.client_id and form.get("client_secret") == self.secret
        if self.fails or not known or asked is None or asked["code_challenge"] != proof.decode().rstrip("="):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        stated = {"iss": self.issuer, "aud": self.audience or self.client_id, "iat": now, "exp": now + 300}
        signed = jwt.encode({**stated, **self.claims}, self.signer, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": signed}


def handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/.well-known/openid-configuration"
            self.answer(*((200, provider.configuration()) if known else (404, {})))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def answer(self, status: int, data: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(data).encode())

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
