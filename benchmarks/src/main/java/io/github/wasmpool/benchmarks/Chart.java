package io.github.wasmpool.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.SVGGraphics2D;

/**
 * Curves to be looked at, in colours that are read on white and on black.
 *
 * @param file the name of the file, without its end
 * @param title what is shown
 * @param x the horizontal axis, which begins at zero or is logarithmic
 * @param y the vertical axis
 * @param curves the curves
 */
record Chart(String file, String title, Axis x, Axis y, List<Curve> curves) {

	private static final int WIDTH = 720;

	private static final int HEIGHT = 360;

	private static final Color TEXT = new Color(0x7d8590);

	private static final Color GRID = new Color(0x7d, 0x85, 0x90, 0x50);

	private static final Color[] COLORS = { new Color(0x2f81f7), new Color(0xd97706), new Color(0x8957e5) };

	private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

	/**
	 * Write it as SVG.
	 * @param directory where to
	 */
	void write(Path directory) throws IOException {
		XYSeriesCollection data = new XYSeriesCollection();
		XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
		for (int i = 0; i < this.curves.size(); i++) {
			XYSeries series = new XYSeries(this.curves.get(i).name());
			this.curves.get(i).points().forEach(series::add);
			data.addSeries(series);
			renderer.setSeriesPaint(i, COLORS[i]);
			renderer.setSeriesStroke(i, new BasicStroke(2));
			renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
		}
		XYPlot plot = new XYPlot(data, this.x.drawn(), this.y.drawn(), renderer);
		plot.setBackgroundPaint(null);
		plot.setOutlineVisible(false);
		plot.setDomainGridlinePaint(GRID);
		plot.setRangeGridlinePaint(GRID);
		JFreeChart chart = new JFreeChart(this.title, FONT.deriveFont(Font.BOLD, 15), plot, true);
		chart.setBackgroundPaint(null);
		chart.getTitle().setPaint(TEXT);
		chart.getLegend().setBackgroundPaint(null);
		chart.getLegend().setItemPaint(TEXT);
		chart.getLegend().setItemFont(FONT);
		chart.getLegend().setFrame(BlockBorder.NONE);
		chart.setPadding(new RectangleInsets(8, 8, 8, 16));
		SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, HEIGHT);
		graphics.setDefsKeyPrefix(this.file);
		graphics.setGeomDoubleConverter((value) -> String.format(Locale.ROOT, "%.1f", value));
		chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
		Files.writeString(directory.resolve(this.file + ".svg"), graphics.getSVGElement(this.file) + "\n");
	}

	/**
	 * An axis.
	 *
	 * @param label what it counts, in which unit
	 * @param logarithmic whether each step is a multiple
	 */
	record Axis(String label, boolean logarithmic) {

		private ValueAxis drawn() {
			DecimalFormat format = new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
			ValueAxis axis;
			if (this.logarithmic) {
				LogarithmicAxis logarithmic = new LogarithmicAxis(this.label);
				logarithmic.setStrictValuesFlag(false);
				logarithmic.setExpTickLabelsFlag(false);
				logarithmic.setNumberFormatOverride(format);
				axis = logarithmic;
			}
			else {
				NumberAxis linear = new NumberAxis(this.label);
				linear.setAutoRangeIncludesZero(true);
				linear.setNumberFormatOverride(format);
				axis = linear;
			}
			axis.setLabelFont(FONT);
			axis.setTickLabelFont(FONT);
			axis.setLabelPaint(TEXT);
			axis.setTickLabelPaint(TEXT);
			axis.setAxisLinePaint(TEXT);
			axis.setTickMarkPaint(TEXT);
			return axis;
		}

	}

	/**
	 * A curve.
	 *
	 * @param name what it shows
	 * @param points its points
	 */
	record Curve(String name, Map<Double, Double> points) {
	}

}
