package org.modyn.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RepetitionFilterTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("test");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final AtomicLong time = new AtomicLong();

  @BeforeEach
  void start() {
    context.addTurboFilter(new RepetitionFilter(time::get));
    appender.start();
    logger.addAppender(appender);
  }

  @Test
  void countsTheLinesThatItLeavesOut() {
    for (int line = 0; line < 1_000; line++) {
      logger.info("refused {}", line);
      logger.info("another {}", 1);
    }
    assertThat(lines("refused")).hasSize(RepetitionFilter.BURST).startsWith("refused 0");
    assertThat(lines("another")).hasSize(RepetitionFilter.BURST);

    time.addAndGet(2 * RepetitionFilter.INTERVAL.toNanos());
    appender.list.clear();
    for (int line = 0; line < 5; line++) {
      logger.info("refused {}", line);
    }
    assertThat(lines(""))
        .containsExactly(
            "950 more lines like this were left out: refused {}", "refused 0", "refused 1");
  }

  private List<String> lines(String beginning) {
    return appender.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith(beginning))
        .toList();
  }
}
