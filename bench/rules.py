# SPDX-License-Identifier: MIT
"""The pure parts alone, by Google Benchmark."""

import json
import subprocess


def measure(binary: str, say) -> dict:
    """Benchmark → CPU time of one turn, and its unit."""
    command = [binary, "--benchmark_format=json", "--benchmark_min_time=0.3"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout)["benchmarks"]
    say(f"rules: {len(rows)} benchmarks")
    return {row["name"]: [row["cpu_time"], row["time_unit"]] for row in rows}
