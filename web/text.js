// SPDX-License-Identifier: MIT
// Words and numbers for people, and elements that hold them. Everything that comes from callers or from the tenant goes into
// the page by textContent alone.
'use strict';

const numbers = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const minute = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});

const byId = id => document.getElementById(id);
const count = value => numbers.format(value);
const clockTime = date => clock.format(date);
const minuteTime = date => minute.format(date);
const plural = (value, one, many = one + 's') => `${count(value)} ${value === 1 ? one : many}`;

/// "0.4 ms", "38 ms", "2.4 s", "3 min 20 s", "1 h 5 min"
function duration(ms) {
    if (ms === null || ms === undefined) return '–';
    if (ms === 0) return '0 ms';
    if (ms < 0.1) return '< 0.1 ms';
    if (ms < 9.95) return `${ms.toFixed(1)} ms`;
    if (ms < 999.5) return `${Math.round(ms)} ms`;
    if (ms < 59_950) return `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
    const minutes = Math.round(seconds / 60);
    if (minutes < 1440) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
    const hours = Math.round(minutes / 60);
    return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(large, largeUnit, small, smallUnit) {
    return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/// What counts down by the second is shown in whole ones.
const countdown = ms => (ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : duration(Math.ceil(ms / 1000) * 1000));

/// Writes only what differs, so that a screen reader and a selection are left alone.
function write(target, text) {
    const element = typeof target === 'string' ? byId(target) : target;
    if (element.textContent !== text) element.textContent = text;
}

function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
}

function setTime(shown, iso) {
    if (shown.dateTime === iso) return;
    const date = new Date(iso);
    shown.dateTime = iso;
    shown.title = date.toLocaleString('en-GB');
    write(shown, clockTime(date));
}

function timeElement(iso) {
    const made = element('time');
    setTime(made, iso);
    return made;
}

/// A word with a colour that repeats what the word says: good, warn, bad or quiet.
function pill(target, word, kind) {
    const shown = typeof target === 'string' ? byId(target) : target;
    write(shown, word);
    const wanted = `pill ${kind}`;
    if (shown.className !== wanted) shown.className = wanted;
    return shown;
}

/// Keeps the children of `list` in the order of `items`: an element is made once for each key and then updated, so that focus
/// and selection in it outlive each update.
function keepRows(list, items, keyOf, make, update = () => {}) {
    const seen = new Map();
    const old = new Map([...list.children].map(child => [child.dataset.key, child]));
    const wanted = items.map(item => {
        const base = keyOf(item);
        const times = (seen.get(base) || 0) + 1;
        seen.set(base, times);
        const key = `${base} ${times}`;
        const row = old.get(key) || make(item);
        row.dataset.key = key;
        update(row, item);
        old.delete(key);
        return row;
    });
    for (const gone of old.values()) gone.remove();
    wanted.forEach((row, at) => {
        if (list.children[at] !== row) list.insertBefore(row, list.children[at] || null);
    });
}
