/* The Mandelbrot set: strips as they come, zoomed by dragging and by keys. */

import { find, say, time } from './lib.js';

const HOME = { x: -0.6, y: 0, span: 3.2 };
const ASPECT = 3 / 2;
const canvases = { all: find('all'), one: find('one') };
let region = HOME;
let source = null;

function draw() {
	source?.close();
	const { width, height } = canvases.all;
	const limit = Math.min(1000, Math.round(300 + 60 * Math.log2(HOME.span / region.span)));
	source = new EventSource('/mandelbrot/strips?' + new URLSearchParams({ ...region, width, height, limit }));
	say(find('picture-status'), '');
	find('pictures').setAttribute('aria-busy', 'true');
	source.addEventListener('begin', (event) => begin(JSON.parse(event.data)));
	source.addEventListener('strip', (event) => paint(JSON.parse(event.data)));
	source.addEventListener('end', (event) => end(JSON.parse(event.data)));
	source.addEventListener('problem', (event) => stop(JSON.parse(event.data).detail));
	source.addEventListener('error', () => stop('The server does not answer; is it still running?'));
}

function stop(sentence) {
	source.close();
	find('pictures').setAttribute('aria-busy', 'false');
	say(find('picture-status'), sentence, sentence !== '');
}

function begin({ name, instances }) {
	const canvas = canvases[name];
	const context = canvas.getContext('2d');
	context.fillStyle = 'rgb(128 128 128 / .35)';
	context.fillRect(0, 0, canvas.width, canvas.height);
	find(`${name}-time`).textContent = '…';
	if (name === 'all') {
		find('all-caption').textContent = `All ${instances} instances`;
		find('one-time').textContent = '';
	}
}

function paint({ name, first, rows, pixels }) {
	const { width } = canvases[name];
	const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
	const image = new ImageData(width, rows);
	for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
		image.data.set([bytes[from], bytes[from + 1], bytes[from + 2], 255], to);
	}
	canvases[name].getContext('2d').putImageData(image, 0, first);
}

function end({ name, millis }) {
	find(`${name}-time`).textContent = time(millis * 1000);
	if (name === 'one') {
		stop('');
	}
}

function go(next) {
	region = { x: next.x, y: next.y, span: Math.min(Math.max(next.span, 1e-12), 8) };
	draw();
}

const zoom = (factor) => go({ ...region, span: region.span * factor });
const move = (x, y) => go({ ...region, x: region.x + x * region.span, y: region.y + y * region.span });

const keys = {
	ArrowLeft: () => move(-.2, 0), ArrowRight: () => move(.2, 0), ArrowUp: () => move(0, .15), ArrowDown: () => move(0, -.15),
	'+': () => zoom(.5), '=': () => zoom(.5), '-': () => zoom(2), '−': () => zoom(2), 0: () => go(HOME),
};

for (const picture of document.querySelectorAll('.picture')) {
	picture.addEventListener('keydown', (event) => {
		if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
			event.preventDefault();
			keys[event.key]();
		}
	});
	dragging(picture, picture.querySelector('.selection'));
}

function dragging(picture, selection) {
	let from = null;
	let box = null;
	picture.addEventListener('pointerdown', (event) => {
		if (event.button === 0) {
			picture.setPointerCapture(event.pointerId);
			from = { x: event.offsetX, y: event.offsetY };
			box = null;
		}
	});
	picture.addEventListener('pointermove', (event) => {
		if (from) {
			const bounds = picture.getBoundingClientRect();
			const width = Math.max(Math.abs(event.clientX - bounds.left - from.x), Math.abs(event.clientY - bounds.top - from.y) * ASPECT) * 2;
			box = { left: from.x - width / 2, top: from.y - width / ASPECT / 2, width };
			Object.assign(selection.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${width}px`, height: `${width / ASPECT}px` });
			selection.hidden = width < 8;
		}
	});
	picture.addEventListener('pointerup', () => {
		if (from && box && box.width >= 8) {
			const scale = region.span / picture.clientWidth;
			go({
				x: region.x + (from.x - picture.clientWidth / 2) * scale,
				y: region.y - (from.y - picture.clientHeight / 2) * scale,
				span: box.width * scale,
			});
		}
		from = null;
		selection.hidden = true;
	});
	picture.addEventListener('pointercancel', () => {
		from = null;
		selection.hidden = true;
	});
}

find('zoom-in').addEventListener('click', () => zoom(.5));
find('zoom-out').addEventListener('click', () => zoom(2));
find('zoom-home').addEventListener('click', () => go(HOME));

draw();
