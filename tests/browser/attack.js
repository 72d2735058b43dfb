// SPDX-License-Identifier: MIT
// What a page can try against an address that it does not own. Each attempt has a name that is part of its URL, so
// that whoever receives it can tell. The result is what the page could read: text, or null.
'use strict';

const TEXT = '[{"summary":"from-a-page"}]';
const LIMIT_MS = 5000;

function url(target, name, path = '/api/Tickets/1') {
    return `${target.url}${target.path || path}?attempt=${encodeURIComponent(target.name + '.' + name)}`;
}

function within(promise) {
    return Promise.race([promise, new Promise(resolve => setTimeout(() => resolve(null), LIMIT_MS))]);
}

async function readFetch(address, options) {
    try {
        const answer = await fetch(address, options);
        return answer.type === 'opaque' ? null : `${answer.status} ${await answer.text()}`;
    } catch (refused) {
        return null;
    }
}

function element(tag, attributes, parent = document.body) {
    const made = document.createElement(tag);
    const ended = new Promise(resolve => {
        made.onload = () => resolve('load');
        made.onerror = () => resolve('error');
    });
    Object.assign(made, attributes);
    parent.append(made);
    return [made, ended];
}

/// What stands in a frame once it shows another page than the empty one that it begins with.
async function frameText(frame) {
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; await new Promise(next => setTimeout(next, 20))) {
        try {
            const shown = frame.contentDocument;
            if (shown === null) return null;
            if (shown.URL !== 'about:blank' && shown.readyState === 'complete') return shown.body.innerText;
        } catch (refused) {
            return null;
        }
    }
    return null;
}

/// A form that is sent into a frame of this page.
async function submit(target, name, attributes, field) {
    const [frame] = element('iframe', {name: `frame-${target.name}-${name}`});
    const [form] = element('form', {action: url(target, name), target: frame.name, ...attributes});
    element('input', {type: 'hidden', name: field, value: '"}]'}, form);
    form.submit();
    return frameText(frame);
}

function socket(address) {
    return within(new Promise(resolve => {
        const made = new WebSocket(address);
        made.onopen = () => resolve('open');
        made.onerror = () => resolve(null);
    }));
}

function eventSource(address) {
    return within(new Promise(resolve => {
        const made = new EventSource(address);
        made.onopen = () => { made.close(); resolve('open'); };
        made.onerror = () => { made.close(); resolve(null); };
    }));
}

function image(address) {
    const [made, ended] = element('img', {src: address});
    return within(ended).then(how => how === 'load' ? `${made.naturalWidth}` : null);
}

/// A page of no origin at all (Origin: null) fetches on our behalf.
async function sandboxedFetch(address) {
    const said = new Promise(resolve => addEventListener('message', event => resolve(event.data), {once: true}));
    const code = `fetch(${JSON.stringify(address)}).then(a => a.text()).then(t => parent.postMessage(t, "*"),` +
        ' () => parent.postMessage(null, "*"))';
    element('iframe', {sandbox: 'allow-scripts', srcdoc: `<script>${code}<\/script>`});
    return within(said);
}

function attempts(target) {
    const list = {};
    for (const mode of ['cors', 'no-cors', 'same-origin']) {
        const credentials = mode === 'same-origin' ? 'same-origin' : 'include';
        const sent = (name, options) => { list[`fetch-${mode}-${name}`] =
            () => readFetch(url(target, `fetch-${mode}-${name}`), {mode, credentials, cache: 'no-store', ...options}); };
        sent('get', {});
        sent('get-without-referrer', {referrerPolicy: 'no-referrer'});
        sent('post-text', {method: 'POST', headers: {'Content-Type': 'text/plain'}, body: TEXT});
        if (mode === 'no-cors') continue;  // what follows is not simple: browsers do not send it without asking first
        sent('post-json', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: TEXT});
        sent('delete', {method: 'DELETE'});
    }
    list['post-urlencoded'] = () => submit(target, 'post-urlencoded', {method: 'POST'}, 'summary');
    list['post-form-text'] = () => submit(target, 'post-form-text', {method: 'POST', enctype: 'text/plain'},
                                          '[{"summary":"from-a-page","x":"');
    list['image'] = () => image(url(target, 'image'));
    list['script'] = async () => {
        window.leaked = null;
        const [, ended] = element('script', {src: url(target, 'script')});
        return (await within(ended), window.leaked);
    };
    list['style'] = async () => {
        const [, ended] = element('link', {rel: 'stylesheet', href: url(target, 'style')}, document.head);
        return (await within(ended), null);
    };
    list['iframe'] = () => frameText(element('iframe', {src: url(target, 'iframe')})[0]);
    list['sandboxed'] = () => sandboxedFetch(url(target, 'sandboxed'));
    list['beacon'] = async () => {
        navigator.sendBeacon(url(target, 'beacon'), new Blob([TEXT], {type: 'text/plain'}));
        return null;
    };
    list['websocket'] = () => socket(url(target, 'websocket').replace(/^http/, 'ws'));
    list['event-source'] = () => eventSource(url(target, 'event-source'));
    return list;
}

async function run(scene) {
    const read = {};
    await fetch(`${scene.home}/go`);  // until the driver has everything in place
    for (const target of scene.targets)
        for (const [name, attempt] of Object.entries(attempts(target)))
            read[`${target.name}.${name}`] = await attempt();
    await fetch(`${scene.home}/report`, {method: 'POST', body: JSON.stringify(read)});
}
