package org.modyn.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.modyn.cli.output.TextTable.Column;

/** Names of others cannot control a terminal, whichever way they are printed. */
final class PrintableTest {
  /** Clears the screen in seven and in eight bits, rings, and turns the direction of writing. */
  private static final String HOSTILE = "a\u001b[2J\u009b2J\u0007\u202eb\nc\td";

  @Test
  void escapesWhatControlsATerminal() {
    assertThat(Printable.line(HOSTILE))
        .isEqualTo("a\\u001b[2J\\u009b2J\\u0007\\u202eb\\u000ac\\u0009d");
    assertThat(Printable.lines(HOSTILE)).isEqualTo("a\\u001b[2J\\u009b2J\\u0007\\u202eb\nc\td");
    assertThat(Printable.line("Größe 東京 🚀")).isEqualTo("Größe 東京 🚀");
  }

  @Test
  void holdsForTablesFieldsAndJson() {
    TextTable table = TextTable.of(Column.text("name"), Column.text("error"));
    table.add(HOSTILE, "x");
    StringWriter log = new StringWriter();
    new Utf8Printer(new PrintWriter(log, true)).print(ByteBuffer.wrap(HOSTILE.getBytes(UTF_8)));
    String json = JsonOutput.render(JsonOutput.object().put("name", HOSTILE));
    for (String printed :
        new String[] {
          table.render(), new Fields().add("name", HOSTILE).render(), log.toString(), json
        }) {
      assertThat(printed.replaceAll("[\n\r\t]", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }
    assertThat(JsonOutput.parse("test", json).get("name").textValue()).isEqualTo(HOSTILE);
  }
}
