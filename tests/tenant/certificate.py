# SPDX-License-Identifier: MIT
"""An authority of one's own and a server certificate for 127.0.0.1, made by the openssl command line."""

import os
import subprocess

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make_certificate(folder: str) -> tuple[str, str, str]:
    """Returns the files of the authority, of the server's certificate and of its key."""
    ca, ca_key = (os.path.join(folder, name) for name in ("ca.pem", "ca.key"))
    _openssl("req", "-x509", *CURVE, "-keyout", ca_key, "-out", ca, "-days", "2",
             "-subj", "/CN=independent tenant CA")
    return ca, *issue_certificate(folder)


def issue_certificate(folder: str) -> tuple[str, str]:
    """A new key, and a certificate of it by the authority in `folder`; in place of what was there, each file at once."""
    ca, ca_key, request, certificate, key, names = (
        os.path.join(folder, name)
        for name in ("ca.pem", "ca.key", "server.csr", "server.pem", "server.key", "names.cnf"))
    new_key, new_certificate = key + ".new", certificate + ".new"
    _openssl("req", *CURVE, "-keyout", new_key, "-out", request, "-subj", "/CN=independent tenant")
    with open(names, "w", encoding="ascii") as file:
        file.write("subjectAltName = IP:127.0.0.1, DNS:localhost\nbasicConstraints = CA:FALSE\n")
    _openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial",
             "-days", "2", "-extfile", names, "-out", new_certificate)
    os.replace(new_key, key)
    os.replace(new_certificate, certificate)
    return certificate, key
