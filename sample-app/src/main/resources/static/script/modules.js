/* Drop a module: what it is, calls, programs, load tests. */

import { ask, busy, element, find, say, size, stream, time, upload } from './lib.js';
import { live, watch } from './live.js';
import { show as plot } from './plot.js';

const LARGEST = 1 << 20;
const drop = find('drop');
const status = find('module-status');
const place = find('module');
let present = null;
let turn = 0;

async function bring(name, read) {
	const mine = ++turn;
	say(status, `Looking at ${name}…`);
	try {
		const bytes = await read();
		if (bytes.byteLength > LARGEST) {
			throw new Error(`${name} has ${size(bytes.byteLength)}; modules of at most 1 MiB are taken here.`);
		}
		await leave();
		const module = await upload(`/modules?name=${encodeURIComponent(name)}`, bytes);
		if (mine !== turn) {
			return module.id && ask('DELETE', `/modules/${module.id}`);
		}
		present = module.id;
		watch(present);
		show(module);
		say(status, module.problem ? `${name} cannot be run here.` : `${name} is ready, in a pool of its own.`, module.problem !== null);
	} catch (problem) {
		if (mine === turn) {
			say(status, problem.message, true);
		}
	}
}

async function leave() {
	place.hidden = true;
	if (present) {
		const id = present;
		present = null;
		watch(null);
		await ask('DELETE', `/modules/${id}`);
	}
}

function fact(title, value) {
	return element('div', {}, element('dt', {}, title), element('dd', {}, value));
}

function show(module) {
	const card = element('div', { class: 'card' }, element('header', {}, element('h3', {}, module.name),
		module.id ? element('button', { type: 'button', onclick: forget }, 'Close it') : null));
	if (module.problem) {
		card.append(element('p', { class: 'problem' }, element('strong', {}, 'Why it cannot run'), module.problem));
	}
	const facts = element('dl', { class: 'facts' }, fact('size', size(module.size)));
	if (!module.problem) {
		facts.append(fact('memory', module.memory ?? 'none'), fact('compiled in', time(module.micros)));
	}
	facts.append(fact('features', module.features.join(', ') || (module.problem ? 'none noted' : 'the first version only')));
	card.append(facts);
	if (module.sections.length > 0) {
		card.append(element('p', { class: 'hint sections' }, 'Sections: ' + module.sections.map((section) => `${section.name} ${size(section.size)}`).join(', ')));
	}
	if (!module.problem) {
		card.append(element('p', { class: 'hint' }, module.reset[0].toUpperCase() + module.reset.slice(1) + '.'));
		if (module.program) {
			card.append(element('h4', {}, 'Program'), program(module));
		}
		const functions = module.exports.filter((each) => each.callable);
		const others = module.exports.filter((each) => !each.callable && each.name !== '_start');
		if (functions.length > 0) {
			card.append(element('h4', {}, 'Functions it exports'), element('ul', { class: 'exports' }, ...functions.map((each) => callable(module, each))));
		}
		if (others.length > 0) {
			card.append(element('h4', {}, 'Also exported'), element('p', { class: 'signature' }, others.map((each) => `${each.kind} ${each.name} ${each.type}`).join(', ')));
		}
		card.append(element('h4', {}, 'What it imports'), imports(module));
	}
	place.replaceChildren(card);
	place.hidden = false;
}

async function forget() {
	await leave();
	say(status, 'The module and its pool are closed.');
}

function imports(module) {
	if (module.imports.length === 0) {
		return element('p', { class: 'hint' }, 'Nothing: it can only compute.');
	}
	return element('ul', { class: 'imports' }, ...module.imports.map((each) => element('li', {},
		element('span', { class: each.met ? 'met' : 'unmet' }, each.met ? '✓ met' : '✗ not met'),
		element('span', { class: 'signature' }, `${each.name} ${each.type}`),
		element('span', { class: 'hint' }, `by ${each.provider}`))));
}

/** A form for a function, with a field for each argument. */
function callable(module, each) {
	const numbers = element('div', { class: 'fields' }, ...each.params.map((type, i) => element('label', {}, `argument ${i + 1}, ${type}`,
		element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', value: '0' }))));
	const texts = element('div', { class: 'fields wide', hidden: true }, ...Array.from({ length: Math.max(each.texts, 0) }, (_, i) => element('label', {},
		`text ${i + 1}`, element('textarea', { spellcheck: 'false' }))));
	const choose = () => {
		numbers.hidden = asText.checked;
		texts.hidden = !asText.checked;
	};
	const asText = element('input', { type: 'checkbox', checked: each.texts > 0, onchange: choose });
	choose();
	const request = () => ({
		export: each.name, text: asText.checked, input: '',
		arguments: [...(asText.checked ? texts : numbers).querySelectorAll('input, textarea')].map((field) => field.value),
	});
	const form = caller(module, request, 'Call', [
		element('p', { class: 'signature' }, element('b', {}, each.name), ' ', element('span', {}, each.type)),
		each.texts >= 0 ? element('label', { class: 'check' }, asText, 'Text in and out, by the conventions of the library') : null,
		numbers, texts]);
	return element('li', { 'data-export': each.name }, form);
}

/** A form for a program. */
function program(module) {
	const input = element('textarea', { spellcheck: 'false', name: 'input' });
	input.value = 'a quiet sentence\n';
	const args = element('input', { type: 'text', name: 'arguments', value: 'one two', autocomplete: 'off' });
	const request = () => ({ export: '', text: false, input: input.value, arguments: args.value.split(/\s+/).filter((word) => word !== '') });
	const form = caller(module, request, 'Run', [
		element('label', {}, 'Arguments, separated by spaces', args),
		element('label', {}, 'Standard input', input)]);
	form.classList.add('program');
	return form;
}

function caller(module, request, verb, fields) {
	const answer = element('div', { class: 'answer', role: 'status' });
	const load = element('div', { class: 'load' });
	const measure = element('button', { type: 'button', onclick: () => busy(measure, () => measured(module, request(), load)) }, 'Load test, 5 s');
	return element('form', { onsubmit: (event) => {
		event.preventDefault();
		busy(event.submitter, () => answered(module, request(), answer));
	} }, ...fields, element('div', { class: 'row' }, element('button', { class: 'main', type: 'submit' }, verb), measure), answer, load);
}

async function answered(module, request, place) {
	try {
		const answer = await ask('POST', `/modules/${module.id}/calls`, request);
		const bad = !['returned', 'exited'].includes(answer.ended);
		place.classList.toggle('bad', bad);
		place.replaceChildren(element('div', { class: 'ended' }, element('b', {}, answer.ended), time(answer.micros)),
			element('pre', { class: 'result', tabindex: 0, role: 'group', 'aria-label': 'Result' }, answer.result),
			...output('Standard output', answer.output), ...output('Standard error', answer.error));
	} catch (problem) {
		place.classList.add('bad');
		place.replaceChildren(element('p', {}, problem.message));
	}
}

function output(title, text) {
	return text ? [element('span', { class: 'hint' }, title), element('pre', { tabindex: 0, role: 'group', 'aria-label': title }, text)] : [];
}

async function measured(module, request, place) {
	plot(place, { progress: 0, lanes: [], stopped: '' });
	try {
		await stream(`/modules/${module.id}/load`, request, (name, report) => plot(place, report));
	} catch (problem) {
		place.querySelector('progress')?.remove();
		place.append(element('p', { class: 'status bad', role: 'status' }, `The test ended: ${problem.message}`));
	}
}

/* Ways in */

find('file').addEventListener('change', (event) => {
	const [file] = event.target.files;
	if (file) {
		bring(file.name, () => file.arrayBuffer());
	}
	event.target.value = '';
});

for (const kind of ['dragenter', 'dragover']) {
	drop.addEventListener(kind, (event) => {
		event.preventDefault();
		drop.classList.add('over');
	});
}
for (const kind of ['dragleave', 'drop']) {
	drop.addEventListener(kind, () => drop.classList.remove('over'));
}
drop.addEventListener('drop', (event) => {
	event.preventDefault();
	const [file] = event.dataTransfer.files;
	if (file) {
		bring(file.name, () => file.arrayBuffer());
	} else {
		say(status, 'That is not a file.', true);
	}
});

for (const button of document.querySelectorAll('[data-example]')) {
	button.addEventListener('click', () => busy(button, () => bring(button.dataset.example,
		async () => (await fetch(button.dataset.from)).arrayBuffer())));
}

addEventListener('pagehide', () => {
	if (present) {
		fetch(`/modules/${present}`, { method: 'DELETE', keepalive: true });
	}
});

live.addEventListener('pools', (event) => {
	const own = event.detail.find((pool) => pool.name.startsWith('visitor'));
	if (present && own) {
		place.dataset.seen = present;
	} else if (present && place.dataset.seen === present) {
		present = null;
		watch(null);
		say(status, `The pool of this module was closed. Drop the file again to go on.`, true);
		place.hidden = true;
	}
});
