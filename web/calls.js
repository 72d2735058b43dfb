// SPDX-License-Identifier: MIT
// Recent requests and where their time went.
'use strict';

const LONGEST_MS = 60_000;
const SHORTEST_PART = 8;  // per cent of the bar's room

const FILTERS = {
    all: () => true,
    failed: call => call.error !== null || call.hung_up || call.status >= 400,
    waited: call => call.queue_ms >= 1,
    again: call => call.attempts > 1,
};

/// What of the whole was spent where; what is left was ours or the caller's.
function partsOf(call) {
    const known = {queue: call.queue_ms, token: call.token_ms, tenant: call.tenant_ms};
    const other = Math.max(0, call.total_ms - call.queue_ms - call.token_ms - call.tenant_ms);
    return Object.entries({...known, other}).filter(([, ms]) => ms > 0);
}

function timeline(call) {
    const parts = partsOf(call);
    const words = parts.map(([name, ms]) => `${name === 'other' ? 'halogate and caller' : name} ${duration(ms)}`);
    const made = element('div', 'bar');
    made.setAttribute('role', 'img');
    made.setAttribute('aria-label', words.join(', ') || 'no time');
    made.title = words.join('\n');
    const length = Math.log10(1 + call.total_ms) / Math.log10(1 + LONGEST_MS);
    made.style.width = `${SHORTEST_PART + (100 - SHORTEST_PART) * Math.min(1, length)}%`;
    const whole = parts.reduce((sum, [, ms]) => sum + ms, 0);
    for (const [name, ms] of parts) {
        const part = element('i', `key ${name}`);
        part.style.flexGrow = String(100 * ms / whole);
        made.append(part);
    }
    return made;
}

function statusPill(call) {
    const word = call.hung_up ? 'hung up' : String(call.status);
    const kind = call.hung_up ? 'quiet' : call.status >= 500 ? 'bad' : call.status >= 400 ? 'warn' : 'good';
    return element('span', `pill ${kind}`, word);
}

function attempts(call) {
    if (call.attempts === 0) return 'none';
    const statuses = call.tenant_statuses.map(status => status ?? 'no answer').join(', ');
    return `${call.attempts} (${statuses}${call.attempts > call.tenant_statuses.length ? ', …' : ''})`;
}

function cell(className, ...content) {
    const made = element('td', className);
    made.setAttribute('role', 'cell');
    made.append(...content);
    return made;
}

function callRow(call) {
    const row = element('tr');
    row.setAttribute('role', 'row');
    const request = element('span', 'request');
    request.append(element('b', '', call.method), ` ${call.path}`);
    if (call.error) request.append(' ', element('span', 'error', call.error));
    request.title = `Request id ${call.request_id}${call.route ? `\nRoute ${call.route}` : ''}`;
    row.append(cell('time', timeElement(call.time)), cell('who', call.consumer ?? '(not recognised)'),
               cell('what', request), cell('status', statusPill(call)), cell('line', timeline(call)),
               cell('total number', duration(call.total_ms)), cell('tries', attempts(call)));
    return row;
}

const callKey = call => `${call.time} ${call.request_id} ${call.method} ${call.path}`;

function showCalls(calls) {
    const chosen = byId('calls-filter').value;
    const shown = calls.filter(FILTERS[chosen]);
    keepRows(byId('calls'), shown, callKey, callRow);
    byId('calls-text').hidden = shown.length > 0;
    if (shown.length === 0)
        write('calls-text', calls.length === 0 ? 'No request yet.' : `None of the last ${plural(calls.length, 'request')}.`);
}
