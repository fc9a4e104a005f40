package org.modyn.common.sample;

/**
 * What a request for samples does about those that storage cannot send: it fails, or it is answered
 * without them and names their keys.
 *
 * @param skipDeleted whether deleted samples are skipped; otherwise they are NOT_FOUND
 * @param skipUnreadable whether samples of files that changed, vanished or cannot be read are
 *     skipped; otherwise they are DATA_LOSS
 */
public record SampleReadPolicy(boolean skipDeleted, boolean skipUnreadable) {
  /** Every sample that cannot be sent is an error. */
  public static final SampleReadPolicy STRICT = new SampleReadPolicy(false, false);
}
