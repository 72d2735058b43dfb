#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Debian's Prometheus scrapes the gateway while it serves traffic of every sort; then every metric must be there with
the value that follows from the traffic, and the alert rules and the dashboard of config/ must speak of nothing else.

    metrics.py HALOGATE_BINARY CONFIG_FOLDER

Exit status 0: so it is; 1: it is not; 77: there is no Prometheus.
"""

import json
import os
import re
import subprocess
import sys
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "browser"))

import prometheus
import traffic

LIST, ONE = "/api/Tickets", "/api/Tickets/{id}"
# (consumer, route, class) -> how many.
REQUESTS = {
    ("anonymous", LIST, "2xx"): 3 + 4 + 1,
    ("anonymous", LIST, "4xx"): 1,
    ("anonymous", LIST, "none"): 1,
    ("anonymous", ONE, "4xx"): 2,
    ("anonymous", "(none)", "4xx"): 2,
    ("(none)", "(none)", "4xx"): 1,
    ("bridge", LIST, "2xx"): 1,
    ("bridge", ONE, "2xx"): 2 + 1,
    ("bridge", ONE, "4xx"): 1,
}
EXCHANGES = {
    ("anonymous", LIST, "2xx"): 3 + 4 + 1,
    ("anonymous", LIST, "4xx"): 1 + 1,   # 429, 401
    ("anonymous", LIST, "5xx"): 1,
    ("anonymous", LIST, "none"): 1,      # reset
    ("bridge", LIST, "2xx"): 1,
    ("bridge", ONE, "2xx"): 2 + 1,
    ("bridge", ONE, "4xx"): 1,
    ("bridge", ONE, "none"): 1,          # timed out
}
DENIED = {("anonymous", "delete:tickets"): 2, ("anonymous", "create:tickets update:tickets"): 1,
          ("anonymous", "(none)"): 1}
RETRIES = {"throttled": 1, "unavailable": 1, "token_refused": 1, "no_answer": 1, "timed_out": 1, "never_sent": 0,
           "malformed": 0}
TOKENS = {"success": 2, "refused": 0, "unreachable": 0, "unusable": 0, "throttled": 0}
# What users rely on, by name; a histogram stands for its three.
COUNTERS = {"requests_total", "exchanges_total", "retries_total", "throttled_total", "token_requests_total",
            "policy_denied_total"}
HISTOGRAMS = {"request_duration_seconds", "exchange_duration_seconds", "queue_wait_seconds"}
GAUGES = {"queue_waiting", "budget_remaining", "budget_limit", "cooldown_seconds", "token_expires_seconds",
          "connections", "build_info"}
PROCESS = {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
           "process_open_fds", "process_max_fds", "process_threads", "process_start_time_seconds"}


def equal(got: object, wanted: object, what: str) -> None:
    if got != wanted:
        raise AssertionError(f"{what}:\n  is     {got}\n  should {wanted}")


def check(condition: object, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def counts_are_right(seen: prometheus.Prometheus) -> None:
    labels = ("consumer", "route", "status")
    equal(seen.values("halogate_requests_total", *labels), REQUESTS, "requests_total")
    equal(seen.values("halogate_exchanges_total", *labels), EXCHANGES, "exchanges_total")
    equal(seen.values("halogate_policy_denied_total", "consumer", "permission"), DENIED, "policy_denied_total")
    equal(seen.values("halogate_retries_total", "reason"), RETRIES, "retries_total")
    equal(seen.values("halogate_throttled_total", "consumer"), {"anonymous": 1, "bridge": 0}, "throttled_total")
    equal(seen.values("halogate_token_requests_total", "result"), TOKENS, "token_requests_total")


def histograms_are_right(seen: prometheus.Prometheus) -> None:
    by_lane: dict = {}
    for (consumer, route, _), count in REQUESTS.items():
        by_lane[consumer, route] = by_lane.get((consumer, route), 0) + count
    name = "halogate_request_duration_seconds"
    equal(seen.values(f"{name}_count", "consumer", "route"), by_lane, f"{name}_count")
    equal(seen.values(f'{name}_bucket{{le="+Inf"}}', "consumer", "route"), by_lane, f"{name}_bucket")
    check(seen.values(f"{name}_sum", "consumer", "route")["bridge", ONE] > 2, "one request took two seconds")
    by_route: dict = {}
    for (_, route, _), count in EXCHANGES.items():
        by_route[route] = by_route.get(route, 0) + count
    equal(seen.values("halogate_exchange_duration_seconds_count", "route"), by_route, "exchanges' durations")
    slow = seen.values('halogate_exchange_duration_seconds_bucket{le="1"}', "route")
    equal(by_route[ONE] - slow[ONE], 1, "exchanges beyond a second")
    # All that was let in: every call with an exchange, and the one that hung up while it waited.
    waits = seen.values("halogate_queue_wait_seconds_count", "consumer")
    equal(waits, {"anonymous": 8 + 1, "bridge": 5}, "queue_wait_seconds_count")
    check(seen.values("halogate_queue_wait_seconds_sum", "consumer")["anonymous"] > 2, "two waited")


def gauges_are_right(here: traffic.Scene, seen: prometheus.Prometheus, binary: str) -> None:
    used = sum(EXCHANGES.values())
    equal(seen.value("halogate_budget_limit"), traffic.WINDOW, "budget_limit")
    equal(seen.value("halogate_budget_remaining"), traffic.WINDOW - used, "budget_remaining")
    equal(seen.values("halogate_queue_waiting", "consumer"), {"anonymous": 0, "bridge": 0}, "queue_waiting")
    most = seen.values("max_over_time(halogate_queue_waiting[2m])", "consumer")
    check(1 <= most["anonymous"] <= 2, f"one waited for two seconds: {most}")
    cooldown = seen.value("max_over_time(halogate_cooldown_seconds[2m])")
    check(0 < cooldown <= 1, f"the pause was a second: {cooldown}")
    check(3000 < seen.value("halogate_token_expires_seconds") <= 3600, "token_expires_seconds")
    version = subprocess.run([binary, "--version"], text=True, stdout=subprocess.PIPE, check=True).stdout.split()[-1]
    equal(seen.values("halogate_build_info", "version"), {version: 1}, "build_info")
    callers = [here.connect() for _ in range(3)]
    seen.wait_for("three callers", lambda: seen.value('halogate_connections{side="caller"}') == 3)
    for each in callers:
        each.close()
    check(seen.value('max_over_time(halogate_connections{side="tenant"}[2m])') == 1, "one exchange at a time")


def has_sanitizer(binary: str) -> bool:
    libraries = subprocess.run(["ldd", binary], text=True, stdout=subprocess.PIPE, check=True).stdout
    return re.search("lib[at]san|libubsan", libraries) is not None


def process_is_right(seen: prometheus.Prometheus, binary: str) -> None:
    most = 1e9 if has_sanitizer(binary) else 1e8
    check(5e6 < seen.value('process_resident_memory_bytes{job="halogate"}') < most, "resident memory")
    check(5 < seen.value('process_open_fds{job="halogate"}') < 100, "open descriptors")
    check(0 < seen.value('process_cpu_seconds_total{job="halogate"}') < 60, "cpu seconds")
    age = time.time() - seen.value('process_start_time_seconds{job="halogate"}')
    check(0 <= age < 300, f"it was started {age} s ago")
    equal(seen.value('changes(process_start_time_seconds{job="halogate"}[2m])'), 0, "starts")


def everything_is_there(seen: prometheus.Prometheus) -> set[str]:
    wanted = {"halogate_" + name for name in COUNTERS | GAUGES} | PROCESS
    wanted |= {f"halogate_{name}_{part}" for name in HISTOGRAMS for part in ("bucket", "sum", "count")}
    names = seen.names()
    check(wanted <= names, f"missing: {sorted(wanted - names)}")
    return {name for name in names if name.startswith(("halogate_", "process_"))}


def text_is_right(here: traffic.Scene) -> None:
    kind, text = here.page("/metrics")
    check(kind.startswith("text/plain; version=0.0.4"), kind)
    equal(prometheus.promtool("check", "metrics", given=text), "", "promtool check metrics")
    secrets = {traffic.SECRET, traffic.KEY} | here.tokens()
    check(len(secrets) == 4, "the tenant was shown two tokens")
    for page in (text, here.page("/status.json")[1]):
        for secret in secrets:
            check(secret not in page, "a secret stands in a page of the admin listener")
    values = set(re.findall(r'(?:consumer|route)="((?:[^"\\]|\\.)*)"', text))
    equal(values, {"anonymous", "bridge", "(none)", LIST, ONE}, "consumers and routes")


def status_is_right(here: traffic.Scene) -> None:
    status = here.status()
    history = status["history"]
    total = sum(REQUESTS.values())
    equal(sum(sum(history[each]) for each in ("no_status", "2xx", "3xx", "4xx", "5xx")), total, "history")
    equal(sum(history["refused"]), sum(DENIED.values()), "history's refused")
    equal(sum(history["throttled"]), 1, "history's throttled")
    equal(len(status["calls"]), total, "calls")
    equal([each["error"] for each in status["refusals"]],
          ["unknown_consumer", "invalid_path", "route_unknown"] + 3 * ["insufficient_permission"], "refusals, newest first")
    check("delete:tickets" in status["refusals"][-1]["message"], "a refusal says what is missing")
    budget = status["budget"]
    equal((sum(budget["returns"]), budget["held"]), (traffic.WINDOW - budget["remaining"],) * 2, "slots that return")
    equal(len(budget["returns"]), 60, "parts of the window")
    equal([each["consumer"] for each in status["queues"]], ["anonymous", "bridge"], "queues")
    check(status["token"]["state"] == "fresh" and status["token"]["agent"], f"{status['token']}")
    slow = next(each for each in status["calls"] if each["attempts"] == 2 and each["route"] == ONE)
    equal(slow["tenant_statuses"], [None, 200], "the call whose first exchange timed out")


def expressions(panels: list) -> list[str]:
    return [target["expr"] for panel in panels for target in panel.get("targets", [])]


def names_in(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:halogate|process)_[a-z_]+", expression))


def rules_are_right(seen: prometheus.Prometheus, folder: str, names: set[str]) -> None:
    path = os.path.join(folder, "prometheus-alerts.yaml")
    equal(prometheus.promtool("check", "rules", path), "", "promtool check rules")
    seen.wait_for("the alert rules", lambda: all(rule["health"] != "unknown" for rule in seen.rules()))
    equal({rule["name"]: rule.get("lastError", "") for rule in seen.rules() if rule["health"] != "ok"}, {}, "rules")
    firing = {rule["name"] for rule in seen.rules() if rule["state"] == "firing"}
    equal(firing, set(), "alerts after ordinary traffic")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    check(names_in(text) <= names, f"the alert rules name {sorted(names_in(text) - names)}, and there is no such metric")
    check(len(seen.rules()) == text.count("- alert:") > 10, "all rules were read")


def dashboard_is_right(seen: prometheus.Prometheus, folder: str, names: set[str]) -> None:
    with open(os.path.join(folder, "grafana-dashboard.json"), encoding="utf-8") as file:
        panels = json.load(file)["panels"]
    shown: set[str] = set()
    for expression in expressions(panels):
        shown |= names_in(expression)
        filled = (expression.replace("$__rate_interval", "1m").replace("$instance", ".*").replace("$consumer", ".*"))
        seen.values(filled)
    check(shown <= names, f"the dashboard names {sorted(shown - names)}, and there is no such metric")
    metrics = {re.sub("_(bucket|sum|count)$", "", name) for name in names if name.startswith("halogate_")}
    missing = metrics - {re.sub("_(bucket|sum|count)$", "", name) for name in shown}
    equal(missing, set(), "metrics that the dashboard does not show")
    numbers = [panel["id"] for panel in panels]
    equal(len(set(numbers)), len(numbers), "panels' numbers")


def judge(binary: str, folder: str) -> None:
    rules = os.path.abspath(os.path.join(folder, "prometheus-alerts.yaml"))
    with traffic.Scene(binary) as here, prometheus.Prometheus(here.admin_port, rules) as seen:
        seen.wait_for("the gateway", lambda: seen.value('up{job="halogate"}') == 1)
        traffic.send_all(here)
        total = sum(REQUESTS.values())
        seen.wait_for(f"{total} requests", lambda: seen.value("sum(halogate_requests_total)") == total)
        counts_are_right(seen)
        histograms_are_right(seen)
        gauges_are_right(here, seen, binary)
        process_is_right(seen, binary)
        names = everything_is_there(seen)
        text_is_right(here)
        status_is_right(here)
        rules_are_right(seen, folder, names)
        dashboard_is_right(seen, folder, names)
        print(f"{total} requests, {sum(EXCHANGES.values())} exchanges, {len(names)} names of series: all as it should be")


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    if not prometheus.is_installed():
        print("no Prometheus: apt-get install prometheus")
        return 77
    try:
        judge(*arguments)
    except (AssertionError, OSError, KeyError):
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
