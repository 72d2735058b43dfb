#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds every #include under server/ to the arrows between the layers, and each library to its place.

    .ci/check_layers.py [ROOT]        status 1 and one line for each finding
    .ci/check_layers.py --self-test   feeds it good and bad includes; status 1 when it misjudges one
"""
import fnmatch
import pathlib
import re
import sys

# Layer -> the other layers of ours that it may include. server/CMakeLists.txt links along the same arrows.
MAY_INCLUDE = {
    "base": set(),
    "core": {"base"},
    "http": {"base"},
    "io": {"base"},
    "upstream": {"base", "core", "http", "io"},
    "observe": {"base", "core"},
    "gateway": {"base", "core", "http", "io", "upstream", "observe"},
    "otlp": {"base", "core", "http", "io", "upstream", "observe"},
    # The simulated tenant shares no rule and no parser with what it checks: it could not find their faults.
    "sandbox": {"base"},
    "settings": {"base", "core"},
    "app": {"base", "core", "http", "io", "upstream", "observe", "gateway", "otlp", "sandbox",
            "settings"},
}

# Library -> the files that may include it. The first matching prefix of the include decides.
LIBRARIES = [
    ("boost/beast", ["io/boost_impl.cpp", "sandbox/*"]),
    ("boost/asio", ["io/*", "upstream/*", "gateway/*", "sandbox/*", "app/*"]),
    ("boost/url", ["io/boost_impl.cpp", "upstream/*.cpp", "settings/*.cpp", "app/*.cpp"]),
    # A parser without a tree, for bodies that decide; headers only.
    ("boost/json/", ["core/policy/body_rule.cpp", "core/policy/json_*.cpp"]),
    ("boost/", ["io/*", "upstream/*", "gateway/*", "sandbox/*", "app/*"]),
    ("openssl/", ["base/secret.cpp", "base/digest.cpp", "base/strong_random.cpp", "io/*", "sandbox/*"]),
    ("nlohmann/", ["core/token/*.cpp", "core/retry/retry_after.cpp",
                   "core/retry/json_*.cpp", "http/error_body.cpp", "sandbox/*", "app/*.cpp"]),
    ("yaml-cpp/", ["settings/yaml_*.cpp"]),
    ("spdlog/", ["observe/*"]),
    ("prometheus/", ["observe/metrics_text.cpp"]),
    ("fmt/", ["observe/*", "gateway/*", "otlp/*", "app/*"]),
    ("CLI/", ["app/*"]),
]

# These cost seconds in every file that sees them, or bring in static initialisers.
NOWHERE = {"boost/asio.hpp", "boost/beast.hpp", "regex", "iostream"}

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def fault_of(name, bracket, included):
    """Why the file `name` (relative to server/) may not include this, or None."""
    layer = name.split("/")[0]
    if layer not in MAY_INCLUDE:
        return f"{layer} is not a layer; name it in .ci/check_layers.py"
    if included in NOWHERE:
        return f"<{included}> is included nowhere"
    if bracket == '"':
        to = included.split("/")[0]
        if "/" not in included or to not in MAY_INCLUDE:
            return f'"{included}" is not a path from server/'
        if to != layer and to not in MAY_INCLUDE[layer]:
            return f"{layer} may not include {to}"
        return None
    for prefix, places in LIBRARIES:
        if included.startswith(prefix):
            if any(fnmatch.fnmatch(name, place) for place in places):
                return None
            return f"<{included}> belongs in {', '.join(places)}"
    return None


def own_header_first(name, includes, root):
    """A .cpp includes its own header before anything else: so every header is known to stand alone."""
    own = name.removesuffix(".cpp") + ".hpp"
    if not name.endswith(".cpp") or not (root / own).exists():
        return None
    return None if includes and includes[0][2] == own else f'"{own}" comes first'


def findings(root):
    for path in sorted(root.rglob("*.[hc]pp")):
        name = path.relative_to(root).as_posix()
        includes = []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                includes.append((number, match.group(1), match.group(2)))
        for number, bracket, included in includes:
            fault = fault_of(name, bracket, included)
            if fault:
                yield f"server/{name}:{number}: {fault}"
        fault = own_header_first(name, includes, root)
        if fault:
            yield f"server/{name}:1: {fault}"


GOOD = [
    ("base/clock.cpp", '"', "base/clock.hpp"),
    ("base/digest.cpp", "<", "openssl/sha.h"),
    ("core/token/token_reply.cpp", "<", "nlohmann/json.hpp"),
    ("sandbox/session.cpp", "<", "boost/beast/http/parser.hpp"),
    ("gateway/session.cpp", '"', "upstream/upstream.hpp"),
    ("sandbox/server.cpp", "<", "openssl/x509.h"),
    ("app/serve.cpp", '"', "sandbox/server.hpp"),
    ("observe/log.cpp", "<", "spdlog/logger.h"),
    ("observe/metrics_text.cpp", "<", "prometheus/text_serializer.h"),
    ("io/tls_stream.cpp", "<", "boost/asio/ip/tcp.hpp"),
    ("core/limit/window.cpp", "<", "vector"),
    ("core/policy/body_rule.cpp", "<", "boost/json/basic_parser_impl.hpp"),
]
BAD = [
    ("base/clock.cpp", '"', "core/limit/limits.hpp"),
    ("base/clock.cpp", "<", "boost/asio/steady_timer.hpp"),
    ("core/local_token/mint.cpp", "<", "openssl/hmac.h"),
    ("core/limit/window.cpp", '"', "http/head.hpp"),
    ("core/limit/window.cpp", "<", "nlohmann/json.hpp"),
    ("core/limit/window.cpp", "<", "spdlog/spdlog.h"),
    ("core/policy/policy.cpp", "<", "boost/json/parse.hpp"),
    ("core/token/token_reply.cpp", "<", "boost/json/parse.hpp"),
    ("http/head.cpp", '"', "core/path/canonical_target.hpp"),
    ("http/request_reader.cpp", "<", "boost/beast/http/parser.hpp"),
    ("http/message_reader.cpp", "<", "boost/asio/buffer.hpp"),
    ("io/listener.cpp", '"', "http/head.hpp"),
    ("upstream/exchange.cpp", "<", "boost/beast/http/parser.hpp"),
    ("upstream/exchange.cpp", "<", "openssl/ssl.h"),
    ("observe/log.cpp", '"', "gateway/session.hpp"),
    ("observe/metrics.hpp", "<", "prometheus/counter.h"),
    ("gateway/session.cpp", '"', "settings/settings.hpp"),
    ("gateway/session.cpp", '"', "otlp/exporter.hpp"),
    ("otlp/exporter.cpp", '"', "gateway/session.hpp"),
    ("gateway/session.cpp", "<", "boost/beast/http/fields.hpp"),
    ("sandbox/throttle.cpp", '"', "core/limit/limits.hpp"),
    ("sandbox/server.cpp", '"', "http/message_reader.hpp"),
    ("settings/reader.cpp", "<", "yaml-cpp/yaml.h"),
    ("settings/yaml_reader.cpp", '"', "app/version.hpp"),
    ("app/serve.cpp", "<", "boost/asio.hpp"),
    ("app/serve.cpp", "<", "iostream"),
    ("core/limit/window.cpp", '"', "window.hpp"),
    ("plugins/one.cpp", "<", "vector"),
]


def self_test():
    wrong = [f"refused, but good: {case}" for case in GOOD if fault_of(*case)]
    wrong += [f"taken, but bad: {case}" for case in BAD if not fault_of(*case)]
    return wrong


def main():
    arguments = sys.argv[1:]
    if arguments == ["--self-test"]:
        found = self_test()
    else:
        root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent.parent)
        found = list(findings(root / "server"))
        if not any((root / "server").rglob("*.cpp")):
            found = [f"{root}/server: no sources found"]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
