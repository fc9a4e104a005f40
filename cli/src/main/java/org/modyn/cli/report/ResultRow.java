package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import org.modyn.cli.report.log.LoggedTrigger;

/**
 * An evaluation interval and the newest model that had been trained before it.
 *
 * @param interval the number of the interval in its series
 * @param trigger of the newest model
 */
public record ResultRow(int interval, LoggedTrigger trigger) {
  public ResultRow {
    requireNonNull(trigger, "trigger is null");
  }
}
