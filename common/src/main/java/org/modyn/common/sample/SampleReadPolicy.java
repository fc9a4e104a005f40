package org.modyn.common.sample;

/**
 * The handling of requested samples that storage cannot send: the request fails, or the samples are
 * skipped and the response contains their keys.
 *
 * @param skipDeleted whether deleted samples are skipped; otherwise they are NOT_FOUND
 * @param skipUnreadable whether samples of files that changed, vanished or cannot be read are
 *     skipped; otherwise they are DATA_LOSS
 */
public record SampleReadPolicy(boolean skipDeleted, boolean skipUnreadable) {
  /** Every sample that cannot be sent is an error. */
  public static final SampleReadPolicy STRICT = new SampleReadPolicy(false, false);
}
