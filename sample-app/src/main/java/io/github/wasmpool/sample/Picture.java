package io.github.wasmpool.sample;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

import javax.imageio.ImageIO;

/**
 * Makes pictures.
 */
final class Picture {

	private static final int[] RED_GREEN_BLUE = { 0, 1, 2 };

	private Picture() {
	}

	/**
	 * Make a picture of its pixels.
	 * @param pixels three bytes a pixel, red, green and blue, row by row
	 * @param width the pixels of a row
	 * @param height the rows
	 */
	static BufferedImage of(byte[] pixels, int width, int height) {
		ColorModel colors = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false,
				ColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
		WritableRaster raster = Raster.createInterleavedRaster(new DataBufferByte(pixels, pixels.length), width, height,
				RED_GREEN_BLUE.length * width, RED_GREEN_BLUE.length, RED_GREEN_BLUE, null);
		return new BufferedImage(colors, raster, false, null);
	}

	/**
	 * Write a picture as PNG.
	 * @param image the picture
	 * @return the bytes of a file
	 */
	static byte[] png(BufferedImage image) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		if (!ImageIO.write(image, "png", out)) {
			throw new IOException("This Java platform does not write PNG");
		}
		return out.toByteArray();
	}

}
