# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates made with the openssl program: an authority of the stand-in's own, and servers' certificates of
several kinds.
"""
import pathlib
import ssl
import subprocess

SUBJECT = "/O=easel-palette-stand-in/CN={name}"
LOOPBACK = "subjectAltName=IP:127.0.0.1,DNS:localhost"

# same: another key by the same authority; other: by an authority that nobody knows; self-signed: by itself;
# wrong-host: for another name; expired: yesterday.
KINDS = ("same", "other", "self-signed", "wrong-host", "expired")


class Certificates:
    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._made = 0
        self.ca_file = self._folder / "ca.crt"
        # Who trusts the authority of a folder goes on doing so after a restart.
        if not self.ca_file.exists():
            self._authority("ca")

    def _openssl(self, *arguments):
        done = subprocess.run(["openssl", *arguments], cwd=self._folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"openssl {arguments[0]} failed: {done.stderr.strip()}")

    def _key_options(self, name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]

    def _authority(self, name):
        self._openssl("req", "-x509", *self._key_options(name), "-out", f"{name}.crt", "-days", "365",
                      "-subj", SUBJECT.format(name=f"{name} of a stand-in"), "-addext",
                      "basicConstraints=critical,CA:TRUE",
                      "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def context(self, kind="same"):
        """A TLS context with a new certificate of a kind."""
        self._made += 1
        name = f"server{self._made}"
        names = "subjectAltName=DNS:palette.elsewhere.example" if kind == "wrong-host" else LOOPBACK
        if kind == "self-signed":
            self._openssl("req", "-x509", *self._key_options(name), "-out", f"{name}.crt", "-days", "365",
                          "-subj", SUBJECT.format(name="self-signed"), "-addext", names)
        else:
            if kind == "other":
                self._authority("other-ca")
            self._signed(name, "other-ca" if kind == "other" else "ca", names, expired=kind == "expired")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._folder / f"{name}.crt", self._folder / f"{name}.key")
        return context

    def _signed(self, name, authority, names, expired):
        self._openssl("req", *self._key_options(name), "-out", f"{name}.csr", "-subj", SUBJECT.format(name="palette"))
        extensions = self._folder / f"{name}.ext"
        extensions.write_text(f"{names}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n", encoding="ascii")
        # A lifetime of no days has ended by the time that anybody looks.
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.crt", "-CAkey", f"{authority}.key",
                      "-CAcreateserial", "-out", f"{name}.crt", "-days", "-1" if expired else "365", "-extfile",
                      extensions.name)
