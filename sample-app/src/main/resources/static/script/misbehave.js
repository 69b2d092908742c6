/* Buttons that let a guest do wrong, beside the health of its pool. */

import { ask, busy, count, element, find, say, time } from './lib.js';
import { live } from './live.js';

const KEPT = 4;
const outcomes = find('outcomes');

for (const button of find('misbehave').querySelectorAll('button')) {
	button.addEventListener('click', () => busy(button, () => perform(button.dataset.kind, button.textContent)));
}

async function perform(kind, title) {
	try {
		const outcome = await ask('POST', `/misbehave/${kind}`);
		tell(element('li', { 'data-kind': kind },
			element('div', { class: 'ended' }, element('b', {}, title), `${outcome.ended} after ${time(outcome.micros)}`),
			element('p', {}, outcome.message),
			element('p', { class: 'honest' }, `Then ${outcome.honest} of ${outcome.asked} honest calls were answered.`)));
	} catch (problem) {
		const line = element('li');
		say(line, problem.message, true);
		tell(line);
	}
}

function tell(line) {
	outcomes.querySelector('.hint')?.remove();
	outcomes.prepend(line);
	while (outcomes.childElementCount > KEPT) {
		outcomes.lastChild.remove();
	}
}

live.addEventListener('pools', (event) => {
	const pool = event.detail.find((each) => each.name === 'unruly');
	if (pool) {
		const { calls } = pool.counters;
		find('gauge').dataset.status = pool.status;
		find('gauge').querySelector('.value').setAttribute('stroke-dasharray', `${100 * pool.stats.live / pool.stats.size} 100`);
		find('gauge-status').textContent = pool.status;
		find('gauge-text').textContent = `${pool.stats.live} of ${pool.stats.size} live, ${count(calls.returned)} calls answered, `
			+ `${count(calls.trapped + calls['timed-out'])} failed`;
	}
});
