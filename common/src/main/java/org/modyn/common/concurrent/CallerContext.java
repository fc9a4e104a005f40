package org.modyn.common.concurrent;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.concurrent.Callable;
import org.modyn.common.logging.LogContext;

/**
 * What a thread works for: the fields of its log lines, and the span of its trace. Threads do not
 * inherit it; a thread that is started for one call, job or step carries it on.
 */
public final class CallerContext {
  private final Map<String, String> logFields;
  private final Context trace;

  private CallerContext(Map<String, String> logFields, Context trace) {
    this.logFields = logFields;
    this.trace = trace;
  }

  /** Returns the context of this thread. */
  public static CallerContext current() {
    return new CallerContext(LogContext.current(), Context.current());
  }

  /** Returns work that has the context of this thread, whichever thread runs it. */
  public static Runnable carry(Runnable work) {
    CallerContext context = current();
    return () -> context.run(work);
  }

  /** As {@link #carry(Runnable)}, for work with a result. */
  public static <T> Callable<T> carryCall(Callable<T> work) {
    CallerContext context = current();
    return () -> {
      try (LogContext.Scope _ = LogContext.with(context.logFields);
          Scope _ = context.trace.makeCurrent()) {
        return work.call();
      }
    };
  }

  /** Runs work of this context on this thread. */
  public void run(Runnable work) {
    try (LogContext.Scope _ = LogContext.with(logFields);
        Scope _ = trace.makeCurrent()) {
      work.run();
    }
  }
}
