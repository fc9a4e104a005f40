package org.modyn.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EchoTest {
  @Test
  void messagesOfPeopleStayAsTheyAre() {
    String message =
        "the server's configuration has no 'storage' section; add one, as in \"storage: {}\", or"
            + " don't start it. "
            + "That is said several times, so that this text is long enough. ".repeat(10);
    assertThat(Echo.shorten(message)).isEqualTo(message);
  }

  @Test
  void longInputIsCut() {
    String input = "many words ".repeat(100);
    String beginning = input.substring(0, Echo.LONGEST);
    assertThat(Echo.shorten("unknown \"" + input + "\"; allowed: a"))
        .isEqualTo("unknown \"" + beginning + "...\"; allowed: a");
    assertThat(Echo.shorten("no dataset '" + input + "'; register it"))
        .isEqualTo("no dataset '" + beginning + "...'; register it");
    assertThat(Echo.shorten("unknown field " + "x".repeat(100_000) + " here"))
        .isEqualTo("unknown field " + "x".repeat(Echo.LONGEST) + "... here");
  }
}
