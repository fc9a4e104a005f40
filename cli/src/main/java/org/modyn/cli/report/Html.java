package org.modyn.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.modyn.cli.output.Printable;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A self-contained HTML page, without scripts, external fonts or images. It is also well-formed
 * XML. It follows the light or dark color scheme of the browser; tables and charts that are wider
 * than the screen scroll.
 */
final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --text: #1c1e21; --muted: #5f6570; --page: #ffffff;
        --rule: #d9dce1; --active: #0b62c4; --trained: #b34700; --first: #1d7a3d;
        --heat: 11 98 196; }
      @media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --muted: #a0a6b0;
        --page: #16181c; --rule: #363b43; --active: #6cb1ff; --trained: #ff9a5c; --first: #6fd08c;
        --heat: 108 177 255; } }
      body { margin: 2rem auto; max-width: 64rem; padding: 0 1rem; background: var(--page);
        color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.5rem; margin-bottom: 0.25rem; } h2 { margin-top: 2.5rem; }
      p { margin: 0.5rem 0; overflow-wrap: anywhere; } .muted { color: var(--muted); }
      a { color: var(--active); }
      .means { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0; }
      .means div { border-left: 4px solid var(--rule); padding-left: 0.75rem; }
      .means .active { border-color: var(--active); } .means .first { border-color: var(--first); }
      .means strong { display: block; font-size: 1.75rem; font-variant-numeric: tabular-nums; }
      .charts { display: flex; flex-wrap: wrap; gap: 1rem; }
      .scroll { overflow-x: auto; } .scroll:focus-visible { outline: 2px solid var(--active); }
      svg { display: block; width: 100%; min-width: 40rem; height: auto; }
      .charts svg { width: 26rem; min-width: 20rem; flex: 1 1 20rem; }
      svg text { fill: var(--text); font-size: 13px; }
      svg .value { text-anchor: end; fill: var(--muted); }
      svg .label { text-anchor: middle; fill: var(--muted); }
      svg .grid { stroke: var(--rule); } svg .trigger { stroke: var(--muted); stroke-width: 2; }
      svg path { fill: none; stroke-width: 2; stroke-linecap: round; }
      svg path.model { stroke: var(--muted); stroke-width: 1; opacity: 0.45; }
      svg path.active { stroke: var(--active); }
      svg path.trained { stroke: var(--trained); stroke-dasharray: 7 4; }
      svg path.first { stroke: var(--first); stroke-dasharray: 2 4; }
      svg path.point { stroke: none; }
      svg .point.active { fill: var(--active); } svg .point.trained { fill: var(--trained); }
      svg .point.first { fill: var(--first); }
      svg path.tick { stroke: var(--active); stroke-width: 1.5; stroke-linecap: butt; }
      svg .bar { stroke: var(--page); stroke-width: 0.5; }
      svg .stage0 { fill: #8a8f98; } svg .stage1 { fill: #c9a227; } svg .stage2 { fill: #3a9a8f; }
      svg .stage3 { fill: #62b6e8; } svg .stage4 { fill: #0b62c4; } svg .stage5 { fill: #6f42c1; }
      svg .stage6 { fill: #d9652b; } svg .stage7 { fill: #e7a788; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      caption { text-align: left; color: var(--muted); position: sticky; left: 0;
        max-width: min(64rem, 100vw - 3.5rem); }
      th, td { padding: 0.25rem 0.5rem; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--rule); }
      thead th { white-space: normal; vertical-align: bottom; }
      .heat thead th { white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      th:first-child { position: sticky; left: 0; background: var(--page); }
      .heat td { background: rgb(var(--heat) / var(--h, 0)); }
      """;

  private final StringBuilder page = new StringBuilder();

  /** Begins a page. */
  Html(String title) {
    page.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n")
        .append("<head><meta charset=\"utf-8\"/>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
        .append("<title>")
        .append(escape(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head>\n<body>\n<main>\n<h1>")
        .append(escape(title))
        .append("</h1>\n");
  }

  /** Ends the page and returns it. */
  String end() {
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  /** Appends markup. */
  Html raw(CharSequence markup) {
    page.append(markup);
    return this;
  }

  /** Appends an element with a text. */
  Html element(String tag, String text) {
    page.append('<').append(tag).append('>').append(escape(text));
    page.append("</").append(tag).append(">\n");
    return this;
  }

  /** Appends a paragraph in a muted color. */
  Html remark(String text) {
    page.append("<p class=\"muted\">").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Appends a heading that links can refer to. */
  Html heading(int level, String id, String text) {
    page.append("<h").append(level).append(" id=\"").append(id).append("\">").append(escape(text));
    page.append("</h").append(level).append(">\n");
    return this;
  }

  /**
   * Appends markup that scrolls when it is wider than the screen.
   *
   * @param label what it is, for screen readers
   */
  Html scrolling(String label, CharSequence markup) {
    page.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .append(escape(label))
        .append("\">")
        .append(markup)
        .append("</div>\n");
    return this;
  }

  /** Text for the content of elements and the values of attributes. */
  static String escape(String text) {
    return Printable.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * Writes a page to a file, replacing an existing one.
   *
   * @throws ModynException UNAVAILABLE when the file cannot be written
   */
  static void write(String page, Path file) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE, "cannot write the report " + file + ": " + e, e);
    }
  }
}
