package org.modyn.cli.report;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/**
 * A chart as SVG: an area with axes, and space around it for their labels. Colors come from the
 * style sheet of the page.
 */
final class Svg {
  private static final int LEFT = 64;
  private static final int RIGHT = 44;
  private static final int TOP = 64;
  private static final int BOTTOM = 60;

  private final StringBuilder markup = new StringBuilder();
  private final int width;
  private final int height;

  /**
   * @param title what the chart shows, in a few words
   * @param description what can be seen in it, for those who cannot see it
   */
  Svg(int width, int height, String title, String description) {
    this.width = width;
    this.height = height;
    append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">",
        width, height);
    append("<title>%s</title><desc>%s</desc>\n", Html.escape(title), Html.escape(description));
  }

  String end() {
    return markup.append("</svg>\n").toString();
  }

  /** The position of a share of the width of the area. */
  double x(double share) {
    return LEFT + share * (width - LEFT - RIGHT);
  }

  /** The position of a share of the height of the area; 0 is at the bottom. */
  double y(double share) {
    return height - BOTTOM - share * (height - TOP - BOTTOM);
  }

  /** Draws the vertical axis, with a line at each mark. */
  void verticalAxis(Axis axis, String label) {
    for (int mark = 0; mark <= axis.steps(); mark++) {
      double y = y(axis.share(axis.mark(mark)));
      append(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
              + "<text class=\"value\" x=\"%d\" y=\"%.1f\">%s</text>\n",
          LEFT, width - RIGHT, y, y, LEFT - 8, y + 4, axis.label(mark));
    }
    append(
        "<text class=\"label\" transform=\"translate(14 %d) rotate(-90)\">%s</text>\n",
        (TOP + height - BOTTOM) / 2, Html.escape(label));
  }

  /** Writes the label of the horizontal axis below its marks. */
  void horizontalLabel(String label) {
    append(
        "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n",
        (LEFT + width - RIGHT) / 2, height - 14, Html.escape(label));
  }

  void horizontalMark(double share, String label) {
    append(
        "<text class=\"label\" x=\"%.1f\" y=\"%d\">%s</text>\n",
        x(share), height - BOTTOM + 20, Html.escape(label));
  }

  /** Writes an entry of the legend, right of its symbol. */
  void legend(int column, int row, String symbol, String text) {
    append(
        "<g transform=\"translate(%d %d)\">%s<text x=\"36\" y=\"4\">%s</text></g>\n",
        LEFT + column * 200, 16 + row * 20, symbol, Html.escape(text));
  }

  @FormatMethod
  void append(@FormatString String format, Object... arguments) {
    markup.append(String.format(Locale.ROOT, format, arguments));
  }
}
