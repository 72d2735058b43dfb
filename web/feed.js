// SPDX-License-Identifier: MIT
// What happens, as it happens: by server-sent events, and where these fail by asking for /status.json.
'use strict';

const POLL_MS = 2000;
const SILENCE_MS = 6000;
const POLLS_BEFORE_EVENTS = 5;

class Feed {
    /// `onStatus(status)` for each state; `onLink(word)`: live, polling, lost or paused.
    constructor(onStatus, onLink) {
        this.onStatus = onStatus;
        this.onLink = onLink;
        this.generation = 0;
    }

    start() {
        this.stop();
        this.listen(this.generation);
    }

    stop() {
        this.generation += 1;
        this.events?.close();
        this.events = null;
        clearTimeout(this.timer);
    }

    listen(generation) {
        const events = new EventSource('/events');
        this.events = events;
        const fail = () => {
            if (generation !== this.generation || this.events !== events) return;
            events.close();
            this.events = null;
            clearTimeout(this.timer);
            this.poll(generation, 0);
        };
        const expect = () => {
            clearTimeout(this.timer);
            this.timer = setTimeout(fail, SILENCE_MS);
        };
        events.addEventListener('status', event => {
            if (generation !== this.generation) return;
            expect();
            this.onLink('live');
            this.onStatus(JSON.parse(event.data));
        });
        events.onerror = fail;
        expect();
    }

    async poll(generation, answered) {
        let good = false;
        try {
            const answer = await fetch('/status.json', {cache: 'no-store', signal: AbortSignal.timeout(SILENCE_MS)});
            const status = answer.ok ? await answer.json() : null;
            if (generation !== this.generation) return;
            good = status !== null;
            if (good) this.onStatus(status);
        } catch (unreachable) {
            if (generation !== this.generation) return;
        }
        this.onLink(good ? 'polling' : 'lost');
        const times = good ? answered + 1 : 0;
        this.timer = setTimeout(() => {
            if (times >= POLLS_BEFORE_EVENTS) this.listen(generation);
            else this.poll(generation, times);
        }, POLL_MS);
    }
}
