// SPDX-License-Identifier: MIT
// The page: takes each state from the feed and has its parts shown.
'use strict';

const LINKS = {live: 'Live', polling: 'Asking every 2 s', lost: 'halogate does not answer', paused: 'Paused'};

const plots = new Plots();
let latest = null;

function showHour(status) {
    const hour = byMinute(status.history, Date.parse(status.time));
    const {total} = hour;
    plots.showHour(hour.minutes);
    const failed = total['5xx'] + total.no_status;
    write('requests-text', total.requests === 0 ? 'None in the last hour' :
          `${plural(total.requests, 'request')} by the minute, last hour; ${plural(total.exchanges, 'exchange')} with the tenant`);
    write('latency-text', hour.latest === null ? 'Of no request in the last hour' :
          `Whole time of a request, waiting included, by the minute; the latest p95 is ${duration(hour.latest)}`);
    write('tile-requests', count(total.requests));
    write('tile-failed', count(failed));
    write('tile-refused', count(total.refused));
    write('tile-throttled', count(total.throttled));
    write('tile-latency', duration(hour.latest));
    if (byId('requests-details').open)
        showTable('requests-table', ['Minute', 'Answered', '4xx', '5xx', 'Hung up'], hour.minutes,
                  each => [each.good, each['4xx'], each['5xx'], each.no_status].map(count));
    if (byId('latency-details').open)
        showTable('latency-table', ['Minute', 'p50', 'p95'], hour.minutes, each => [each.p50_ms, each.p95_ms].map(duration));
}

function showTable(id, titles, minutes, cellsOf) {
    const head = element('tr');
    titles.forEach((title, at) => {
        const cell = element('th', at === 0 ? '' : 'number', title);
        cell.scope = 'col';
        head.append(cell);
    });
    const rows = minutes.filter(each => each.requests > 0).reverse().map(each => {
        const row = element('tr');
        const name = element('th', '', minuteTime(new Date(each.start)));
        name.scope = 'row';
        row.append(name, ...cellsOf(each).map(text => element('td', 'number', text)));
        return row;
    });
    byId(id).replaceChildren(head, ...rows);
}

/// What an operator should act on, in sentences.
function showNotices(status) {
    const sentences = [];
    if (status.draining) sentences.push(['warn', 'halogate is stopping: calls in hand are finished, new ones are refused.']);
    if (status.configuration?.last_error)
        sentences.push(['warn', `The last reload failed, and nothing has changed: ${status.configuration.last_error}`]);
    if (status.token.failure) sentences.push(['bad', `No new token: ${status.token.failure}`]);
    if (status.tenant.breaker.state !== 'closed')
        sentences.push(['bad', 'The tenant fails; calls are answered 503 at once until a probe succeeds.']);
    if (status.budget.paused_ms > 0)
        sentences.push(['warn', 'The tenant answered 429: no exchange starts until the pause is over.']);
    if (status.audit.enabled && !status.audit.works)
        sentences.push(['bad', 'The audit log cannot be written: see the disk that log.audit is on.']);
    const box = byId('notices');
    if (box.dataset.shown === JSON.stringify(sentences)) return;
    box.dataset.shown = JSON.stringify(sentences);
    box.replaceChildren(...sentences.map(([kind, text]) => element('p', `notice ${kind}`, text)));
}

function show(status) {
    latest = status;
    const [word, kind] = overall(status);
    pill('state', word, kind);
    document.title = kind === 'good' ? 'halogate' : `${word} – halogate`;
    const now = Date.parse(status.time);
    write('about', `${status.version} · up ${duration(now - Date.parse(status.started))}`);
    write('updated', `As of ${clockTime(new Date(now))}`);
    write('tile-waiting', count(status.budget.waiting));
    if (status.configuration) {
        const {generation, source, in_force_since: since} = status.configuration;
        write('configuration', `Configuration ${count(generation)}, ${source}, since ${new Date(since).toLocaleString('en-GB')}`);
    }
    showNotices(status);
    showBudget(status.budget);
    plots.showBudget(status.budget);
    showQueues(status.queues, status.budget.waiting);
    showToken(status.token);
    showTenant(status);
    showHour(status);
    showRefusals(status.refusals);
    showCalls(status.calls);
    document.body.dataset.shown = status.time;
}

function showLink(link) {
    write('feed', LINKS[link]);
    byId('feed').className = `feed ${link}`;
    document.body.classList.toggle('stale', link === 'lost');
}

const feed = new Feed(show, showLink);
const isPaused = () => byId('pause').getAttribute('aria-pressed') === 'true';

function setFeed() {
    if (isPaused() || document.hidden) {
        feed.stop();
        if (isPaused()) showLink('paused');
    } else {
        feed.start();
    }
}

byId('pause').addEventListener('click', () => {
    byId('pause').setAttribute('aria-pressed', String(!isPaused()));
    setFeed();
});
byId('calls-filter').addEventListener('change', () => { if (latest) showCalls(latest.calls); });
for (const id of ['requests-details', 'latency-details'])
    byId(id).addEventListener('toggle', () => { if (latest) showHour(latest); });
document.addEventListener('visibilitychange', setFeed);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    plots.redraw();
    if (latest) show(latest);
});
setFeed();
