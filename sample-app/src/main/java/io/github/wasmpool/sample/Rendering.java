package io.github.wasmpool.sample;

import java.awt.image.BufferedImage;
import java.time.Duration;

/**
 * A region as a picture.
 *
 * @param image the picture
 * @param instances how many guests computed it
 * @param elapsed how long they took
 */
record Rendering(BufferedImage image, int instances, Duration elapsed) {
}
