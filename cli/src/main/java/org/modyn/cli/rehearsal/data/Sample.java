package org.modyn.cli.rehearsal.data;

/**
 * A sample as it is written to a file.
 *
 * @param time seconds since 1970
 * @param label as stored, before the pipeline's label transformer
 */
record Sample(long time, long label, byte[] bytes) {}
