package org.modyn.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.file.Path;
import java.util.List;
import org.modyn.common.config.system.LogFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Configures the destination of log lines, including those of java.util.logging. Every command
 * chooses it once, before anything is logged.
 */
public final class Logging {
  private static final String PATTERN = "%d{ISO8601} %-5level [%thread] %logger{24}: %msg%n";
  private static final String OURS = "org.modyn";

  /** Warns of each broken connection with a stack trace; servers report the failed statements. */
  private static final String CONNECTION_POOL = "com.zaxxer.hikari.pool";

  /**
   * Warn of CUDA without a GPU, which is reported where it matters: by {@code modyn doctor --gpu},
   * and when a pipeline names a GPU.
   */
  private static final List<String> GPU_DETECTION =
      List.of("ai.djl.util.cuda.CudaUtils", "ai.djl.util.Platform");

  private Logging() {}

  /** Everything from INFO up to a file, nothing to the terminal. */
  public static void toFile(Path file) {
    LoggerContext context = reset();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(file.toString());
    attach(context, appender, encoder(LogFormat.TEXT), Level.INFO, Level.INFO);
  }

  /** To standard error: our own lines from INFO up, those of libraries from WARN up. */
  public static void toStandardError(LogFormat format) {
    toStandardError(Level.INFO, format);
  }

  /** To standard error: warnings and errors only. */
  public static void warningsToStandardError() {
    toStandardError(Level.WARN, LogFormat.TEXT);
  }

  private static void toStandardError(Level oursFrom, LogFormat format) {
    LoggerContext context = reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    attach(context, appender, encoder(format), Level.WARN, oursFrom);
  }

  private static LoggerContext reset() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    RepetitionFilter filter = new RepetitionFilter();
    filter.setContext(context);
    filter.start();
    context.addTurboFilter(filter);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return context;
  }

  private static Encoder<ILoggingEvent> encoder(LogFormat format) {
    return switch (format) {
      case JSON -> new JsonLineEncoder();
      case TEXT -> {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        yield encoder;
      }
    };
  }

  private static void attach(
      LoggerContext context,
      OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder,
      Level librariesFrom,
      Level oursFrom) {
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(librariesFrom);
    root.addAppender(appender);
    context.getLogger(OURS).setLevel(oursFrom);
    context.getLogger(CONNECTION_POOL).setLevel(Level.ERROR);
    GPU_DETECTION.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
  }
}
