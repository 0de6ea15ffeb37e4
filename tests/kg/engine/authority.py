"""A certificate authority of a test's own, made with the openssl program."""

from __future__ import annotations

import shutil
import ssl
import subprocess

import pytest


class Authority:
    """Issues certificates that only those who were handed its own believe."""

    def __init__(self, folder):
        self._folder = folder
        self._run = shutil.which("openssl")
        if self._run is None:
            pytest.skip("openssl is not installed: apt-get install openssl")
        folder.mkdir(parents=True)
        self.certificate = folder / "authority.pem"
        self._openssl(
            "req", "-x509", *_NEW_KEY, "-keyout", "authority.key", "-out", "authority.pem",
            "-days", "2", "-subj", "/CN=An authority for a test",
            "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign",
        )  # fmt: skip

    def context(self, name, days=2):
        """What a server needs to show a certificate issued to a host of that name."""
        (self._folder / "names").write_text(f"subjectAltName=DNS:{name}\n")
        self._openssl(
            "req", *_NEW_KEY, "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={name}"
        )
        self._openssl(
            "x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
            "-set_serial", "2", "-days", str(days), "-extfile", "names", "-out", "server.pem",
        )  # fmt: skip
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self._folder / "server.pem", self._folder / "server.key")
        return made

    def _openssl(self, *arguments):
        done = subprocess.run(
            [self._run, *arguments], cwd=self._folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
