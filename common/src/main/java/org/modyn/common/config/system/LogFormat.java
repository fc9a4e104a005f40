package org.modyn.common.config.system;

/** The form of log lines. */
public enum LogFormat {
  TEXT,
  JSON
}
