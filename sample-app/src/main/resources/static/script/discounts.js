/* A form that seeds the rules anew, and a graph of the calls that go on meanwhile. */

import { ask, busy, count, element, find, say, svg } from './lib.js';
import { live } from './live.js';

const ROWS = 3;
const KEPT = 300;
const moments = [];
let total = { wrong: 0, failed: 0 };

function rows(discounts) {
	const place = find('discount-rows');
	place.replaceChildren();
	for (let i = 0; i < ROWS; i++) {
		const discount = discounts[i];
		place.append(element('div', { class: 'discount' },
			element('label', {}, `From, in euros (${i + 1})`,
				element('input', { type: 'number', min: 0, max: 100000, step: '0.01', name: 'from', value: discount ? discount.from / 100 : '' })),
			element('label', {}, `Per cent off (${i + 1})`,
				element('input', { type: 'number', min: 0, max: 90, step: 1, name: 'percent', value: discount ? discount.percent : '' }))));
	}
}

function typed() {
	const fields = [...find('discount-rows').children].map((row) => [...row.querySelectorAll('input')].map((input) => input.value));
	return fields.filter(([from, percent]) => from !== '' && percent !== '')
		.map(([from, percent]) => ({ from: Math.round(from * 100), percent: Number(percent) }));
}

find('discounts').addEventListener('submit', (event) => {
	event.preventDefault();
	const status = find('discount-status');
	busy(event.submitter, async () => {
		try {
			const begin = performance.now();
			const { discounts } = await ask('PUT', '/discounts', { discounts: typed() });
			say(status, `${discounts.length} discounts hold since ${Math.round(performance.now() - begin)} ms after you asked.`);
		} catch (problem) {
			say(status, problem.message, true);
		}
	});
});

live.addEventListener('checkout', (event) => {
	for (const moment of event.detail) {
		moments.push(moment);
		total.wrong += moment.wrong;
		total.failed += moment.failed;
	}
	moments.splice(0, Math.max(moments.length - KEPT, 0));
	if (moments.length > 0) {
		const last = moments.slice(-10);
		find('traffic-rate').textContent = count(last.reduce((sum, moment) => sum + moment.answered, 0) * 10 / last.length);
		find('traffic-wrong').textContent = count(total.wrong);
		find('traffic-failed').textContent = count(total.failed);
		find('traffic-generation').textContent = count(moments.at(-1).generation);
		draw();
	}
});

function draw() {
	const [width, height, most] = [600, 168, 120];
	const x = (i) => (KEPT - moments.length + i) * width / KEPT;
	const y = (number) => height - number * (height - 8) / most;
	const line = (key) => moments.map((moment, i) => `${x(i).toFixed(1)},${y(moment[key]).toFixed(1)}`).join(' ');
	const parts = [
		svg('line', { class: 'axis', x1: 0, x2: width, y1: height, y2: height }),
		svg('text', { x: 0, y: height + 22 }, '30 s ago'),
		svg('text', { x: width, y: height + 22, 'text-anchor': 'end' }, 'now'),
	];
	moments.forEach((moment, i) => {
		if (i > 0 && moment.generation !== moments[i - 1].generation) {
			parts.push(svg('line', { class: 'seed', x1: x(i), x2: x(i), y1: 0, y2: height }));
			parts.push(svg('text', { x: x(i) - 6, y: 12, 'text-anchor': 'end' }, `seed ${moment.generation}`));
		}
	});
	parts.push(svg('polyline', { class: 'answers', points: line('answered') }));
	if (moments.some((moment) => moment.failed + moment.wrong > 0)) {
		parts.push(svg('polyline', { class: 'failures', points: line('failed') }));
	}
	find('traffic').replaceChildren(...parts);
}

try {
	rows((await ask('GET', '/discounts')).discounts);
} catch (problem) {
	rows([]);
	say(find('discount-status'), problem.message, true);
}
