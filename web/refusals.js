// SPDX-License-Identifier: MIT
// Recent refusals, each with the line that would cure it, where a line of the configuration would.
'use strict';

/// {place, line} or null. Made from what was judged and not from the sentence about it, in which a caller's path stands.
function cureOf(refusal) {
    if (!refusal.consumer) return null;
    const place = refusal.consumer === 'anonymous' ? 'policy.anonymous' : `policy.consumers.${refusal.consumer}.allow`;
    const route = `${refusal.method === 'HEAD' ? 'GET' : refusal.method} ${refusal.route ?? refusal.path}`;
    switch (refusal.rule) {
        case 'permission':
            return {place, line: refusal.permission ? lines(refusal.permission.split(' ')) : lines([JSON.stringify(route)])};
        // A string of JSON is one of YAML.
        case 'privileged':
        case 'unlisted': return {place, line: lines([JSON.stringify(route)])};
        default: return null;
    }
}

const lines = entries => entries.map(entry => `- ${entry}`).join('\n');

/// Without a clipboard, or where its use is not permitted, the line is selected for the user to copy.
async function copy(text, shown) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch (refused) {
        const range = document.createRange();
        range.selectNodeContents(shown);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        return false;
    }
}

function cureElement(cure) {
    const made = element('div', 'cure');
    const code = element('code', '', cure.line);
    const button = element('button', 'small', 'Copy');
    button.type = 'button';
    button.setAttribute('aria-label', `Copy ${cure.line} for ${cure.place}`);
    button.addEventListener('click', async () => {
        const copied = await copy(cure.line, code);
        button.textContent = copied ? 'Copied' : 'Selected';
        write('copied', copied ? `Copied: ${cure.line}` : 'The line is selected: copy it with your keyboard');
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    const where = element('span', 'where', 'under ');
    where.append(element('b', '', cure.place));
    made.append(code, button, where);
    return made;
}

function refusalElement({latest: refusal}) {
    const made = element('li');
    const head = element('p', 'what');
    const request = element('span', 'request');
    request.append(element('b', '', refusal.method), ` ${refusal.path}`);
    head.append(timeElement(refusal.time), element('span', 'who', refusal.consumer ?? '(not recognised)'), request,
                element('span', 'times'));
    const rule = [String(refusal.status), refusal.error, refusal.rule ? `rule: ${refusal.rule}` : ''].filter(Boolean);
    made.append(head, element('p', 'rule', rule.join(' · ')), element('p', 'why', refusal.message));
    const cure = cureOf(refusal);
    if (cure) made.append(cureElement(cure));
    return made;
}

function updateRefusal(shown, {latest: refusal, times}) {
    setTime(shown.querySelector('time'), refusal.time);
    write(shown.querySelector('.times'), times === 1 ? '' : `${times} times`);
}

const kindOf = refusal => JSON.stringify([refusal.consumer, refusal.method, refusal.path, refusal.status, refusal.message]);

/// The same request of the same consumer, refused for the same reason, is one entry.
function byKind(refusals) {
    const kinds = new Map();
    for (const refusal of refusals) {
        const known = kinds.get(kindOf(refusal));
        if (known) known.times += 1;
        else kinds.set(kindOf(refusal), {latest: refusal, times: 1});
    }
    return [...kinds.values()];
}

function showRefusals(refusals) {
    const kinds = byKind(refusals);
    write('refusals-text', refusals.length === 0 ? 'None: no request needed another permission or another form.' :
          `The last ${plural(refusals.length, 'request')} that another configuration or another request would cure`);
    keepRows(byId('refusals'), kinds, kind => kindOf(kind.latest), refusalElement, updateRefusal);
    byId('refusals').hidden = refusals.length === 0;
}
