package org.modyn.supervisor.pipeline;

import java.time.Instant;

/**
 * What a pipeline waits for.
 *
 * @param reason one line
 */
public record Waiting(String reason, Instant since) {}
