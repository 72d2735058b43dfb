// SPDX-License-Identifier: MIT
// Budget, queue, token and tenant: what is the case now.
'use strict';

const TOKENS = {fresh: 'good', aging: 'good', empty: 'quiet', expired: 'bad', refused: 'bad'};
const BREAKERS = {closed: 'good', open: 'bad', 'half-open': 'warn'};

function showBudget(budget) {
    const used = budget.held + budget.in_flight;
    write('budget-sub', `${count(budget.limit)} exchanges in any ${duration(budget.per_ms)}`);
    write('gauge-free', count(budget.remaining));
    write('gauge-of', `of ${count(budget.limit)} free`);
    const meter = byId('gauge');
    meter.setAttribute('aria-valuemax', String(Math.max(1, budget.limit)));
    meter.setAttribute('aria-valuenow', String(Math.min(used, Math.max(1, budget.limit))));
    meter.setAttribute('aria-valuetext', `${count(used)} of ${count(budget.limit)} used, ${count(budget.remaining)} free`);
    write('budget-held', count(budget.held));
    write('budget-flight', count(budget.in_flight));
    write('budget-free', count(budget.remaining));
    write('budget-next', budget.held === 0 ? 'none is out' : `in ${countdown(budget.reset_ms)}`);
    write('budget-pause', budget.paused_ms > 0 ? countdown(budget.paused_ms) : 'none');
    write('returns-text', returnsText(budget));
}

/// The plot in words, by halves of the window's fifths: enough to plan by.
function returnsText(budget) {
    if (budget.held === 0) return 'Nothing is held: the whole budget is free or in flight.';
    const fifth = budget.returns.length / 5;
    const soon = budget.returns.slice(0, fifth).reduce((sum, each) => sum + each, 0);
    return `${count(soon)} of ${count(budget.held)} held slots return within ${countdown(budget.per_ms / 5)}, ` +
        `all within ${duration(budget.per_ms)}.`;
}

function queueRow(queue) {
    const row = element('tr');
    const name = element('th', '', queue.consumer);
    name.scope = 'row';
    row.append(name, element('td', 'number'), element('td', 'number'));
    return row;
}

function showQueues(queues, waiting) {
    write('queue-text', waiting === 0 ? 'Nobody waits.' : `${plural(waiting, 'request waits', 'requests wait')} for a slot`);
    keepRows(byId('queues'), queues, queue => queue.consumer, queueRow);
    queues.forEach((queue, at) => {
        const cells = byId('queues').children[at].children;
        byId('queues').children[at].className = queue.waiting > 0 ? 'busy' : '';
        write(cells[1], count(queue.waiting));
        write(cells[2], queue.waiting === 0 ? '–' : duration(queue.oldest_ms));
    });
}

function missingScopes(token) {
    if (token.scope === null || token.granted === null) return [];
    const granted = new Set(token.granted.split(' '));
    return token.scope.split(' ').filter(scope => !granted.has(scope));
}

function showRow(name, text) {
    byId(`${name}-row`).hidden = !text;
    write(name, text || '');
}

function showToken(token) {
    pill('token-state', token.state, TOKENS[token.state] ?? 'quiet');
    const asked = plural(token.requests, 'token request');
    write('token-expires', token.expires_ms > 0 ? `expires in ${countdown(token.expires_ms)}, ${asked}` : asked);
    write('token-agent', token.agent ?? 'not known');
    write('token-scope', token.granted ?? token.scope ?? '–');
    showRow('token-missing', missingScopes(token).join(' '));
    showRow('token-failure', token.failure);
}

function showTenant(status) {
    const {breaker} = status.tenant;
    pill('breaker-state', breaker.state, BREAKERS[breaker.state] ?? 'quiet');
    write('breaker-more', breaker.state === 'closed' ? (breaker.failures ? `${plural(breaker.failures, 'failure')} in a row` : '') :
          `${plural(breaker.failures, 'failure')} in a row; next try in ${countdown(breaker.next_probe_ms)}`);
    const {connections, idle_connections: idle} = status.tenant;
    write('connections', `${count(status.callers.connections)} from callers, ${count(connections)} to the tenant (${count(idle)} idle)`);
    const {audit, tracing} = status;
    const auditState = !audit.enabled ? ['off', 'quiet'] : audit.works ? ['works', 'good'] : ['fails', 'bad'];
    pill('audit-state', ...auditState);
    write('audit-more', audit.lost > 0 ? `${plural(audit.lost, 'line')} lost` : '');
    if (tracing === undefined) return;
    pill('tracing-state', tracing.enabled ? 'on' : 'off', tracing.enabled ? 'good' : 'quiet');
    write('tracing-more', tracing.enabled ?
          `${plural(tracing.exported, 'span')} sent, ${count(tracing.waiting)} wait, ${count(tracing.dropped)} dropped` : '');
}

/// [word, kind]: what matters most.
function overall(status) {
    if (status.draining) return ['Draining', 'warn'];
    if (status.token.expires_ms === 0) return ['No token', 'bad'];
    if (status.tenant.breaker.state !== 'closed') return ['Tenant unavailable', 'bad'];
    if (status.budget.paused_ms > 0) return ['Paused by the tenant', 'warn'];
    if (status.audit.enabled && !status.audit.works) return ['Audit log fails', 'bad'];
    return ['Serving', 'good'];
}
