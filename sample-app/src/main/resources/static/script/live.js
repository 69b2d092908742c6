/* The numbers of the pools, pushed by the server. Others listen for the events 'pools' and 'checkout'. */

import { count, element, find, size } from './lib.js';

export const live = new EventTarget();

const titles = { default: 'circle', text: 'text', mandelbrot: 'mandelbrot', rules: 'rules', unruly: 'unruly' };
const cards = new Map();
let source = null;
let module = null;

/** Listens to the pool of a module, too. */
export function watch(id) {
	if (id !== module) {
		module = id;
		connect();
	}
}

function connect() {
	source?.close();
	source = new EventSource(module ? `/live?module=${encodeURIComponent(module)}` : '/live');
	source.addEventListener('pools', (event) => {
		const pools = JSON.parse(event.data);
		show(pools);
		live.dispatchEvent(new CustomEvent('pools', { detail: pools }));
	});
	source.addEventListener('checkout', (event) => {
		live.dispatchEvent(new CustomEvent('checkout', { detail: JSON.parse(event.data) }));
	});
	const broken = source;
	source.addEventListener('error', () => {
		announce('UNKNOWN', 'The server does not answer; trying again.');
		if (broken === source && broken.readyState === EventSource.CLOSED) {
			setTimeout(() => broken === source && connect(), 3000);
		}
	});
}

function announce(status, sentence) {
	const line = find('line');
	if (line.textContent !== sentence) {
		line.dataset.status = status;
		line.textContent = sentence;
	}
}

function show(pools) {
	const sick = pools.filter((pool) => pool.status !== 'UP' && titles[pool.name]);
	announce(sick.length ? 'DOWN' : 'UP', sick.length ? `Not well: ${sick.map((pool) => pool.name).join(', ')}` : 'All pools are up');
	const names = new Set(pools.map((pool) => pool.name));
	for (const [name, card] of cards) {
		if (!names.has(name)) {
			card.root.remove();
			cards.delete(name);
		}
	}
	for (const pool of pools) {
		if (!cards.has(pool.name)) {
			cards.set(pool.name, card(pool));
			find('pools').append(cards.get(pool.name).root);
		}
		update(cards.get(pool.name), pool);
	}
}

function card(pool) {
	const figures = {};
	const list = element('dl');
	for (const name of ['active', 'idle', 'loans', 'restored', 'retired', 'memory']) {
		figures[name] = element('dd', { 'data-figure': name });
		list.append(element('div', {}, element('dt', {}, name), figures[name]));
	}
	const slots = element('div', { class: 'slots', role: 'img' });
	const reasons = element('div', { class: 'reasons' });
	const root = element('li', { class: 'pool', 'data-pool': pool.name },
		element('h3', {}, titles[pool.name] ?? 'yours'), slots, list, reasons);
	return { root, slots, figures, reasons };
}

function update(card, pool) {
	const { size: all, active, idle } = pool.stats;
	while (card.slots.childElementCount < all) {
		card.slots.append(element('i'));
	}
	while (card.slots.childElementCount > all) {
		card.slots.lastChild.remove();
	}
	[...card.slots.children].forEach((slot, i) => {
		const kind = (i < active) ? 'active' : (i < active + idle) ? '' : 'empty';
		if (slot.className !== kind) {
			slot.className = kind;
		}
	});
	set(card.slots, `size ${all}, ${active} active, ${idle} idle`);
	const retired = Object.entries(pool.counters.retired).filter(([, number]) => number > 0);
	text(card.figures.active, `${active} of ${all}`);
	text(card.figures.idle, count(idle));
	text(card.figures.loans, count(pool.counters.acquired));
	text(card.figures.restored, count(pool.counters.restored));
	text(card.figures.retired, count(retired.reduce((sum, [, number]) => sum + number, 0)));
	text(card.figures.memory, size(pool.memory));
	text(card.reasons, retired.map(([reason, number]) => `${reason} ${count(number)}`).join(' · '));
}

function text(node, value) {
	if (node.textContent !== value) {
		node.textContent = value;
	}
}

function set(node, label) {
	if (node.getAttribute('aria-label') !== label) {
		node.setAttribute('aria-label', label);
	}
}

connect();
