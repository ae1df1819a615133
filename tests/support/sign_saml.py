"""Signs XML documents as SAML identity providers do, with lxml and cryptography.

Reads JSON: {"documents": [{"xml": …, "sign": ["ID", …], "digest": "sha256"}]}; each element with
one of the IDs gets an enveloped signature, in this order. Writes JSON: {"certificate": base64 of
DER, "other": another one, "documents": [base64, …]}. The key is new each time.
"""
import base64
import datetime
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

DSIG = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
METHODS = {
    "sha1": (hashes.SHA1(), DSIG + "rsa-sha1", DSIG + "sha1"),
    "sha256": (hashes.SHA256(), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
               "http://www.w3.org/2001/04/xmlenc#sha256"),
}


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate_of(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    start = datetime.datetime(2020, 1, 1)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(1).not_valid_before(start)
            .not_valid_after(datetime.datetime(2040, 1, 1)).sign(key, hashes.SHA256()))
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


def canonical(element):
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def digest(algorithm, data):
    hasher = hashes.Hash(algorithm)
    hasher.update(data)
    return base64.b64encode(hasher.finalize()).decode()


def sign(element, key, method):
    algorithm, signature_uri, digest_uri = METHODS[method]
    info = (f'<ds:SignedInfo xmlns:ds="{DSIG}">'
            f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
            f'<ds:SignatureMethod Algorithm="{signature_uri}"/>'
            f'<ds:Reference URI="#{element.get("ID")}"><ds:Transforms>'
            f'<ds:Transform Algorithm="{DSIG}enveloped-signature"/>'
            f'<ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms>'
            f'<ds:DigestMethod Algorithm="{digest_uri}"/>'
            f'<ds:DigestValue>{digest(algorithm, canonical(element))}</ds:DigestValue>'
            f'</ds:Reference></ds:SignedInfo>')
    value = key.sign(canonical(etree.fromstring(info)), padding.PKCS1v15(), algorithm)
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{DSIG}">{info}<ds:SignatureValue>'
        f'{base64.b64encode(value).decode()}</ds:SignatureValue></ds:Signature>')
    element.insert(1, signature)  # after the Issuer


def main():
    work = json.load(sys.stdin)
    key = new_key()
    out = {"certificate": certificate_of(key), "other": certificate_of(new_key()), "documents": []}
    for document in work["documents"]:
        root = etree.fromstring(document["xml"])
        for identity in document["sign"]:
            for element in root.iter():
                if isinstance(element.tag, str) and element.get("ID") == identity:
                    sign(element, key, document.get("digest", "sha256"))
        out["documents"].append(base64.b64encode(etree.tostring(root)).decode())
    json.dump(out, sys.stdout)


main()
