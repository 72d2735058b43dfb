// SPDX-License-Identifier: MIT
// The plots, drawn by Chart.js in the colours of dashboard.css. Each has its text and its table in the page beside it.
'use strict';

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function axis(extra = {}) {
    return {
        border: {display: false},
        ...extra,
        grid: {color: colour('line'), drawBorder: false, drawTicks: false, ...extra.grid},
        ticks: {color: colour('muted'), padding: 6, maxRotation: 0, autoSkipPadding: 20, ...extra.ticks},
    };
}

const wholeNumbers = value => (Number.isInteger(value) ? count(value) : null);
const powersOfTen = value => (Number.isInteger(Math.log10(value)) ? duration(value).replace('.0 ', ' ') : null);

function options(scales, label) {
    return {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: {mode: 'index', intersect: false},
        scales,
        plugins: {
            legend: {display: false},
            tooltip: {backgroundColor: colour('tip'), titleColor: colour('tip-text'), bodyColor: colour('tip-text'), padding: 10,
                      boxPadding: 4, callbacks: {label}},
        },
    };
}

function legend(chart) {
    Object.assign(chart.options.plugins.legend, {
        display: true, position: 'bottom', align: 'start', onClick: null,
        labels: {color: colour('muted'), boxWidth: 10, boxHeight: 10, padding: 16}});
    return chart;
}

function gauge() {
    return new Chart(byId('gauge-plot'), {
        type: 'doughnut',
        data: {datasets: [{data: [0, 0, 1], borderWidth: 0,
                           backgroundColor: [colour('held'), colour('flight'), colour('free')]}]},
        options: {animation: false, responsive: true, maintainAspectRatio: false, rotation: -110, circumference: 220,
                  cutout: '80%', events: [], plugins: {legend: {display: false}, tooltip: {enabled: false}}},
    });
}

function returns() {
    return new Chart(byId('returns-plot'), {
        type: 'bar',
        data: {labels: [], datasets: [{data: [], backgroundColor: colour('held'), borderRadius: 2, barPercentage: 0.85,
                                       categoryPercentage: 1}]},
        options: options({x: axis({grid: {display: false}, ticks: {autoSkip: true, maxTicksLimit: 6}}),
                          y: axis({beginAtZero: true, suggestedMax: 4, ticks: {callback: wholeNumbers, maxTicksLimit: 4}})},
                         item => ` ${count(item.raw)} return`),
    });
}

function requests() {
    const part = (label, name) => ({label, data: [], backgroundColor: colour(name), stack: 'all', barPercentage: 0.85,
                                    categoryPercentage: 1});
    const made = new Chart(byId('requests-plot'), {
        type: 'bar',
        data: {labels: [], datasets: [part('answered', 'good'), part('4xx', 'warn'), part('5xx', 'bad'),
                                      part('hung up', 'quiet')]},
        options: options({x: axis({stacked: true, grid: {display: false}}),
                          y: axis({stacked: true, beginAtZero: true, suggestedMax: 4,
                                   ticks: {callback: wholeNumbers, maxTicksLimit: 6}})},
                         item => ` ${item.dataset.label}: ${count(item.raw)}`),
    });
    return legend(made);
}

function latency() {
    const line = (label, name) => ({label, data: [], borderColor: colour(name), backgroundColor: colour(name), borderWidth: 2,
                                    pointRadius: 2, pointHitRadius: 12});
    const made = new Chart(byId('latency-plot'), {
        type: 'line',
        data: {labels: [], datasets: [line('p95', 'queue'), line('p50', 'held')]},
        options: options({x: axis({grid: {display: false}}),
                          y: axis({type: 'logarithmic', suggestedMin: 1, suggestedMax: 1000, ticks: {callback: powersOfTen}})},
                         item => ` ${item.dataset.label}: ${duration(item.raw)}`),
    });
    return legend(made);
}

class Plots {
    constructor() {
        Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
        Chart.defaults.font.size = 12;
        this.draw();
    }

    /// Again in other colours: the system has turned dark or light.
    redraw() {
        for (const chart of Object.values(this.charts)) chart.destroy();
        this.draw();
    }

    draw() {
        this.charts = {gauge: gauge(), returns: returns(), requests: requests(), latency: latency()};
    }

    showBudget(budget) {
        const {gauge: dial, returns: bars} = this.charts;
        dial.data.datasets[0].data = [budget.held, budget.in_flight, budget.remaining];
        dial.update('none');
        const part = budget.per_ms / budget.returns.length;
        bars.data.labels = budget.returns.map((_, at) => (at === 0 ? 'now' : `+${countdown(at * part)}`));
        bars.data.datasets[0].data = budget.returns;
        bars.update('none');
    }

    showHour(minutes) {
        const labels = minutes.map(each => minuteTime(new Date(each.start)));
        const {requests: bars, latency: lines} = this.charts;
        bars.data.labels = labels;
        ['good', '4xx', '5xx', 'no_status'].forEach((name, at) => {
            bars.data.datasets[at].data = minutes.map(each => each[name]);
        });
        bars.update('none');
        lines.data.labels = labels;
        ['p95_ms', 'p50_ms'].forEach((name, at) => {
            lines.data.datasets[at].data = minutes.map(each => each[name]);
        });
        lines.update('none');
    }
}
