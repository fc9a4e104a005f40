package org.modyn.ml.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pickles are those of Python's {@code pickle.dumps(value, 2)}. */
final class UnpicklerTest {
  @Test
  void readsValues() {
    // [None, True, -1, 255, 65535, 70000, 2**40, -2**40, 0.5, 'ä']
    Object value =
        Unpickler.read(
            pickle(
                "5d7100284e884affffffff4bff4dffff4a701101008a06000000000001",
                "8a060000000000ff473fe00000000000005802000000c3a47101652e"));
    assertThat(value)
        .isEqualTo(
            new Pickled.Sequence(
                Arrays.asList(
                    null, true, -1L, 255L, 65535L, 70000L, 1L << 40, -(1L << 40), 0.5, "ä")));
  }

  @Test
  void readsTuplesAndMaps() {
    // {'a': (1, 2), 'b': (), 'c': (1, 2, 3, 4)}
    Object value =
        Unpickler.read(
            pickle(
                "7d7100285801000000617101",
                "4b014b0286710258010000006271032958010000006371",
                "04284b014b024b034b0474710575",
                "2e"));
    assertThat(((Pickled.Mapping) value).entries())
        .isEqualTo(Map.of("a", sequence(1L, 2L), "b", sequence(), "c", sequence(1L, 2L, 3L, 4L)));
  }

  @Test
  void callsNothing() {
    // os.system('true'), which a reader that makes objects would run
    assertThat(Unpickler.read(pickle("636f730a73797374656d0a5804000000747275658552", "2e")))
        .isEqualTo(new Pickled.Call(new Pickled.Global("os.system"), sequence("true")));
  }

  private static Pickled.Sequence sequence(Object... items) {
    return new Pickled.Sequence(List.of(items));
  }

  @ParameterizedTest
  @CsvSource({
    "2e, the pickle is damaged",
    "4b, the pickle is damaged",
    "58ffffff7f61, the pickle is damaged",
    "6805, the pickle is damaged",
    "4b0152, the pickle is damaged",
    "74, the pickle is damaged",
    "69, the pickle has an unknown opcode 0x69 at 2",
    "8a09, the pickle has a number of 9 bytes",
    "8004, the pickle has protocol 4"
  })
  void refusesDamage(String bytes, String message) {
    assertThatThrownBy(() -> Unpickler.read(pickle(bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static byte[] pickle(String... hexadecimal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x80, 2});
    for (String part : hexadecimal) {
      bytes.writeBytes(HexFormat.of().parseHex(part));
    }
    return bytes.toByteArray();
  }
}
