import './live.js';
import './modules.js';
import './misbehave.js';
import './mandelbrot.js';
import './discounts.js';
