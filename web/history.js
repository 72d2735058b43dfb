// SPDX-License-Identifier: MIT
// The last hour by the minute, from the columns of /status.json.
'use strict';

const MINUTE_MS = 60_000;
const MINUTES = 60;
const COUNTED = ['no_status', '1xx', '2xx', '3xx', '4xx', '5xx', 'refused', 'throttled', 'exchanges'];

/// {minutes: [{start, requests, '2xx', …, p50_ms, p95_ms}], total: the sums, latest: the latest p95 or null}. A minute's p50 is
/// the middle of its steps', its p95 the highest.
function byMinute(history, now) {
    const end = Math.floor(now / MINUTE_MS);
    const minutes = Array.from({length: MINUTES}, (_, at) => empty((end - MINUTES + 1 + at) * MINUTE_MS));
    const total = empty(0);
    const first = history.first === null ? 0 : Date.parse(history.first);
    let latest = null;
    history['2xx'].forEach((_, step) => {
        const at = Math.floor((first + step * history.step_ms) / MINUTE_MS) - end + MINUTES - 1;
        if (at < 0 || at >= MINUTES) return;
        for (const name of COUNTED) {
            minutes[at][name] += history[name][step];
            total[name] += history[name][step];
        }
        if (history.p95_ms[step] === null) return;
        latest = history.p95_ms[step];
        minutes[at].middles.push(history.p50_ms[step]);
        minutes[at].p95_ms = Math.max(minutes[at].p95_ms ?? 0, latest);
    });
    for (const each of [...minutes, total]) {
        each.requests = each.no_status + each['1xx'] + each['2xx'] + each['3xx'] + each['4xx'] + each['5xx'];
        each.good = each['1xx'] + each['2xx'] + each['3xx'];
        each.middles.sort((a, b) => a - b);
        each.p50_ms = each.middles.length === 0 ? null : each.middles[Math.floor(each.middles.length / 2)];
    }
    return {minutes, total, latest};
}

function empty(start) {
    const made = {start, middles: [], p95_ms: null};
    for (const name of COUNTED) made[name] = 0;
    return made;
}
