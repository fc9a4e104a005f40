package org.modyn.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Formats one object for people: a line per field, {@code name: value}. */
public final class Fields {
  private final List<String[]> fields = new ArrayList<>();

  public Fields add(String name, Object value) {
    fields.add(new String[] {name + ":", Printable.line(String.valueOf(value))});
    return this;
  }

  /** The lines, with aligned values. */
  public String render() {
    int width = fields.stream().mapToInt(field -> field[0].length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (String[] field : fields) {
      text.append(field[0]).append(" ".repeat(width - field[0].length() + 1));
      text.append(field[1]).append('\n');
    }
    return text.toString();
  }
}
