/* What all parts of the page use. Nothing of a guest or a file becomes markup: it is set as text. */

export const find = (id) => document.getElementById(id);

/** Makes an element: attributes, then children, which are elements or text. */
export function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (key.startsWith('on')) {
			made.addEventListener(key.slice(2), value);
		} else if (value === true) {
			made.setAttribute(key, '');
		} else if (value !== false && value !== null && value !== undefined) {
			made.setAttribute(key, value);
		}
	}
	made.append(...children.filter((child) => child !== null && child !== undefined));
	return made;
}

export function svg(name, attributes = {}, ...children) {
	const made = document.createElementNS('http://www.w3.org/2000/svg', name);
	for (const [key, value] of Object.entries(attributes)) {
		made.setAttribute(key, value);
	}
	made.append(...children);
	return made;
}

export const count = (number) => Math.round(number).toLocaleString('en');

/** Prints microseconds as people read them. */
export function time(micros) {
	if (micros < 10) {
		return micros.toFixed(1) + ' µs';
	}
	if (micros < 1000) {
		return Math.round(micros) + ' µs';
	}
	const millis = micros / 1000;
	return (millis < 100) ? millis.toFixed(1) + ' ms' : (millis < 10000) ? Math.round(millis) + ' ms' : (millis / 1000).toFixed(1) + ' s';
}

export function size(bytes) {
	const rounded = (number) => String(Math.round(number * 10) / 10);
	return (bytes < 1024) ? `${bytes} bytes` : (bytes < 1048576) ? `${rounded(bytes / 1024)} KiB` : `${rounded(bytes / 1048576)} MiB`;
}

/** Says something in a status line, as an error if it is one. */
export function say(line, sentence, bad = false) {
	line.textContent = sentence;
	line.classList.toggle('bad', bad);
}

async function refusal(response) {
	try {
		const problem = await response.json();
		return new Error(problem.detail || 'The server refused without a reason.');
	} catch {
		return new Error(`The server answered with status ${response.status}.`);
	}
}

async function request(method, url, body, type) {
	let response;
	try {
		response = await fetch(url, { method, body, headers: body ? { 'Content-Type': type } : {} });
	} catch {
		throw new Error('The server cannot be reached; is it still running?');
	}
	if (!response.ok) {
		throw await refusal(response);
	}
	return response;
}

/** Asks the server and returns what it answers. Throws an error whose message is a sentence. */
export async function ask(method, url, body) {
	const response = await request(method, url, body && JSON.stringify(body), 'application/json');
	return response.status === 204 ? null : response.json();
}

export async function upload(url, bytes) {
	return (await request('POST', url, bytes, 'application/wasm')).json();
}

/** Asks for a stream of events and hands on each, until it ends. */
export async function stream(url, body, each) {
	const response = await request('POST', url, JSON.stringify(body), 'application/json');
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	for (let part = await reader.read(); !part.done; part = await reader.read()) {
		const events = (rest + part.value).split('\n\n');
		rest = events.pop();
		for (const event of events) {
			const name = /^event:(.*)$/m.exec(event)?.[1];
			const data = JSON.parse(/^data:(.*)$/m.exec(event)[1]);
			if (name === 'problem') {
				throw new Error(data.detail);
			}
			each(name, data);
		}
	}
}

/** Keeps a button from being pressed again while something is under way. */
export async function busy(button, work) {
	button.disabled = true;
	try {
		return await work();
	} finally {
		button.disabled = false;
	}
}
