package org.modyn.cli.report;

import static org.modyn.cli.report.Html.escape;

import java.util.List;

/** A table in HTML. The first cell of each row is its heading. */
final class HtmlTable {
  private final StringBuilder markup = new StringBuilder();

  /**
   * @param style a class of the page's style sheet; empty for none
   */
  HtmlTable(String style, String caption, List<String> headings) {
    markup.append("<table class=\"").append(style).append("\">\n<caption>");
    markup.append(escape(caption)).append("</caption>\n<thead><tr>");
    headings.forEach(
        heading -> markup.append("<th scope=\"col\">").append(escape(heading)).append("</th>"));
    markup.append("</tr></thead>\n<tbody>\n");
  }

  HtmlTable beginRow(String heading) {
    markup.append("<tr><th scope=\"row\">").append(escape(heading)).append("</th>");
    return this;
  }

  HtmlTable cell(String text) {
    markup.append("<td>").append(escape(text)).append("</td>");
    return this;
  }

  /**
   * A cell with more attributes.
   *
   * @param attributes markup, with a space before each
   */
  HtmlTable cell(String text, String attributes) {
    markup.append("<td").append(attributes).append('>').append(escape(text)).append("</td>");
    return this;
  }

  HtmlTable endRow() {
    markup.append("</tr>\n");
    return this;
  }

  HtmlTable row(String heading, List<String> cells) {
    beginRow(heading);
    cells.forEach(this::cell);
    return endRow();
  }

  String end() {
    return markup.append("</tbody>\n</table>\n").toString();
  }
}
