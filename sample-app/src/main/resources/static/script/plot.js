/* How long the calls of a load test took, as a small plot and a table. */

import { count, element, svg, time } from './lib.js';

const [WIDTH, HEIGHT] = [600, 160];

function curve(lane, from, to) {
	const most = Math.max(...lane.bars.map((bar) => bar.count));
	const x = (micros) => Math.log(micros / from) / Math.log(to / from) * WIDTH;
	const y = (number) => HEIGHT - Math.sqrt(number / most) * (HEIGHT - 8);
	const points = lane.bars.map((bar) => `L${x(bar.micros).toFixed(1)} ${y(bar.count).toFixed(1)}`).join('');
	const begin = x(lane.bars[0].micros).toFixed(1);
	const end = x(lane.bars.at(-1).micros).toFixed(1);
	return svg('path', { class: lane.name, d: `M${begin} ${HEIGHT}${points}L${end} ${HEIGHT}Z` });
}

function plot(lanes) {
	const bars = lanes.flatMap((lane) => lane.bars.map((bar) => bar.micros));
	const from = Math.min(...bars) / 1.3;
	const to = Math.max(...bars) * 1.3;
	const parts = [svg('line', { class: 'axis', x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT })];
	for (let micros = 1; micros < to; micros *= 10) {
		if (micros > from) {
			const x = Math.log(micros / from) / Math.log(to / from) * WIDTH;
			parts.push(svg('line', { class: 'axis', x1: x, x2: x, y1: 0, y2: HEIGHT }),
				svg('text', { x, y: HEIGHT + 20, 'text-anchor': 'middle' }, time(micros).replace('.0', '')));
		}
	}
	return svg('svg', { class: 'plot', viewBox: `0 0 ${WIDTH} ${HEIGHT + 28}`, role: 'img', 'aria-label': 'How many calls took how long; the table has the numbers' },
		...parts, ...lanes.map((lane) => curve(lane, from, to)));
}

function table(lanes) {
	const head = ['', 'calls a second', 'half within', '90 % within', '99 % within', 'slowest'];
	return element('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Numbers of the load test' }, element('table', {},
		element('thead', {}, element('tr', {}, ...head.map((title) => element(title ? 'th' : 'td', title ? { scope: 'col' } : {}, title)))),
		element('tbody', {}, ...lanes.map((lane) => element('tr', { 'data-lane': lane.name },
			element('th', { scope: 'row' }, element('span', { class: `key ${lane.name}` }), lane.name),
			element('td', {}, count(lane.perSecond)),
			...[lane.median, lane.p90, lane.p99, lane.longest].map((micros) => element('td', {}, time(micros))))))));
}

/** Shows a report of the server in a place. */
export function show(place, report) {
	const lanes = report.lanes.filter((lane) => lane.bars.length > 0);
	const parts = lanes.length ? [plot(lanes), table(lanes)] : [];
	if (report.progress < 1) {
		parts.unshift(element('progress', { max: 1, value: report.progress, 'aria-label': 'Load test' }));
	}
	place.replaceChildren(...parts, ...(report.stopped ? [element('p', { class: 'hint' }, report.stopped)] : []));
}
